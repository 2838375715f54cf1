import type { AppendBatch, AppendResult, ExpectedVersion, Settled, StreamAppend } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import { commandText, storedCommand } from "./command-text.ts";
import type { Argument, Connection } from "./connection.ts";
import { documentWrites } from "./documents.ts";
import { ledgerError } from "./errors.ts";
import { eventText } from "./event-text.ts";
import type { TenantKeys } from "./keys.ts";
import { CHANGES, rowBucket, SEGMENT } from "./keys.ts";
import { SCRIPTS } from "./scripts.ts";
import type { TenantNotes } from "./tenant-notes.ts";
import { noteLength } from "./tenant-notes.ts";

/** An append on its way; without an id its command leaves nothing behind, as a rebuild wants it. */
export type Append = Omit<AppendBatch, "command"> & { readonly command: AppendBatch["command"] | null };

/** Where the appends of a tenant go, and with which clock's time. */
export interface AppendTarget {
  readonly connection: Connection;
  readonly keys: TenantKeys;
  readonly notes: TenantNotes;
  readonly now: () => number;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
}

/** How often an append is sent anew because the keys that it needs were others than those declared. */
const ROUNDS = 30;

/** Redis deletes a command so long after it is no longer remembered, in milliseconds: clocks differ. */
const GRACE = 86_400_000;

/** An append of a call, with what was learned about it from the server. */
interface Pending {
  readonly append: Append;
  readonly index: number;
  /** Slugs whose keys the script has asked for. */
  readonly slugs: Set<string>;
}

/** Appends as one call, each judged on its own. Those for which other keys must be declared are sent again: nothing of them was written. */
export async function appendTogether(
  target: AppendTarget,
  appends: readonly Append[],
): Promise<readonly Settled<AppendResult>[]> {
  const settled: Settled<AppendResult>[] = [];
  let pending: Pending[] = appends.map((append, index) => ({ append, index, slugs: new Set() }));
  try {
    for (let round = 0; round < ROUNDS && pending.length > 0; round++)
      pending = await send(target, pending, settled);
    const message = `the log has moved on ${ROUNDS} times while the append was on its way; try again`;
    for (const { index } of pending) settled[index] = { error: new LedgerError("busy", message) };
  } catch (error) {
    const told = ledgerError(error, "writes");
    for (const { index } of pending) settled[index] = { error: told };
  }
  return settled;
}

/** Sends a call, settles what was decided, and answers what must be sent again. */
async function send(
  target: AppendTarget,
  pending: readonly Pending[],
  settled: Settled<AppendResult>[],
): Promise<Pending[]> {
  const { connection, notes } = target;
  const { keys, args } = encode(target, pending);
  const [position, at, ...verdicts] = (await connection.run(
    SCRIPTS.append,
    keys,
    args,
    "writes",
  )) as string[];
  notes.position = Number(position);
  return pending.filter((one, order) => {
    const result = settle(notes, one, Number(at), verdicts[order] ?? "");
    if (result !== null) settled[one.index] = result;
    return result === null;
  });
}

/** How many bytes an append has, about. */
export function weightOf({ command, streams }: Append): number {
  let weight = 256 + (command?.result.length ?? 0);
  for (const { events, documents } of streams) {
    for (const { data, metadata } of events) weight += 256 + data.length + metadata.length;
    weight += 2048 * (documents?.length ?? 0);
  }
  return weight;
}

/** The keys of a call, each once, found by their index. */
interface Declared {
  readonly list: string[];
  readonly indexes: Map<string, number>;
}

function declare({ list, indexes }: Declared, key: string): number {
  const known = indexes.get(key);
  if (known !== undefined) return known;
  const index = list.push(key);
  indexes.set(key, index);
  return index;
}

function encode(
  { keys, notes, now, keepCommands }: AppendTarget,
  pending: readonly Pending[],
): { readonly keys: readonly string[]; readonly args: readonly Argument[] } {
  const declared: Declared = { list: [keys.head, keys.changes], indexes: new Map() };
  let events = 0;
  for (const { append } of pending) for (const part of append.streams) events += part.events.length;
  const firstLog = Math.floor(notes.position / SEGMENT.log);
  // One more than the events need: others may append meanwhile.
  const logs = Math.floor((notes.position + events) / SEGMENT.log) - firstLog + 2;
  for (let number = firstLog; number < firstLog + logs; number++) declared.list.push(keys.log(number));
  const forgetAfter = Math.min(keepCommands + GRACE, 2 ** 52);
  const args: Argument[] = [
    now(),
    keepCommands,
    forgetAfter,
    SEGMENT.stream,
    SEGMENT.log,
    firstLog,
    logs,
    CHANGES,
  ];
  for (const { append, slugs } of pending) {
    const { command, streams } = append;
    const others = slugsOf(streams, slugs);
    const key = command === null ? 0 : declare(declared, keys.command(command.id));
    args.push(`${key} ${streams.length} ${others.length}`);
    if (command !== null) args.push(commandText(command, streams));
    for (const part of streams) encodePart(keys, notes, declared, args, part);
    for (const slug of others) args.push(slug, declare(declared, keys.slug(slug)));
  }
  return { keys: declared.list, args };
}

// A prompt that changes its slug leaves another one, whose stream is mostly in the same append.
function slugsOf(streams: readonly StreamAppend[], asked: ReadonlySet<string>): readonly string[] {
  if (streams.length === 1) return [...asked];
  const slugs = new Set(asked);
  for (const { stream } of streams) if (stream.startsWith("slug-")) slugs.add(stream.slice("slug-".length));
  return [...slugs];
}

function encodePart(
  keys: TenantKeys,
  notes: TenantNotes,
  declared: Declared,
  args: Argument[],
  part: StreamAppend,
): void {
  const { stream, events } = part;
  const expected = expectation(part.expected);
  const length = Math.max(expected, notes.lengths.get(stream) ?? 0);
  const segments = Math.floor((length + events.length) / SEGMENT.stream) + 1;
  const writes = documentWrites(part);
  const bucket = writes === null ? -1 : rowBucket(stream);
  const first = declareStream(keys, declared, stream, segments);
  args.push(`${expected} ${first} ${segments} ${events.length} ${bucket}`, stream);
  for (const event of events) args.push(declare(declared, keys.ids(event.id)), eventText(event));
  if (writes === null) return;
  const { sets, removes, rows, unrows, currents, prompt } = writes;
  const [body, row] = [declare(declared, keys.documents(stream)), declare(declared, keys.rows(bucket))];
  args.push(
    `${body} ${row} ${sets.length / 2} ${removes.length} ${rows.length / 2} ${unrows.length} ${currents.length / 2} ${prompt === null ? 0 : 1}`,
    ...sets,
    ...removes,
    ...rows,
    ...unrows,
    ...currents,
  );
  if (prompt === null) return;
  const { current, slug, isAlive, id, text, row: promptRow } = prompt;
  args.push(current, `${declare(declared, keys.slug(slug))} ${isAlive ? 1 : 0}`, slug, id, text, promptRow);
}

// A stream's segments stand one behind the other.
function declareStream(keys: TenantKeys, declared: Declared, stream: string, segments: number): number {
  const name = `${segments} ${stream}`;
  const known = declared.indexes.get(name);
  if (known !== undefined) return known;
  const first = declared.list.length + 1;
  for (let number = 0; number < segments; number++) declared.list.push(keys.stream(stream, number));
  declared.indexes.set(name, first);
  return first;
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}

/** What came of an append, or null where it must be sent again. */
function settle(
  notes: TenantNotes,
  { append, slugs }: Pending,
  at: number,
  verdict: string,
): Settled<AppendResult> | null {
  const { command, streams } = append;
  const [what, text] = [verdict[0], verdict.slice(1)];
  switch (what) {
    case "W": {
      const [position, numbers = ""] = text.split(" ");
      const versions = numbers.split(",").map((number, index) => ({
        stream: streams[index]?.stream ?? "",
        version: Number(number),
      }));
      for (const { stream, version } of versions)
        if (version >= SEGMENT.stream) noteLength(notes, stream, version);
      const result = command?.result ?? "";
      return {
        answer: {
          status: "appended",
          position: Number(position),
          recordedAt: at,
          versions,
          result,
          repeated: false,
        },
      };
    }
    case "R": {
      const { id, fingerprint, ...done } = storedCommand(command?.id ?? "", text);
      if (fingerprint !== command?.fingerprint) {
        const message = `the command id ${id} was used before with another input; use a new one`;
        return { error: new LedgerError("command-id-reused", message) };
      }
      const versions = done.versions.map((version) => ({ ...version }));
      return { answer: { status: "appended", ...done, versions, repeated: true } };
    }
    case "C": {
      const [part, actual] = text.split(" ").map(Number);
      const { stream, expected } = streams[part ?? 0] as StreamAppend;
      return { answer: { status: "conflict", stream, expected, actual: actual ?? 0 } };
    }
    case "D": {
      const message = `an event with the id ${text} is in the log; give each event an id of its own`;
      return { error: new LedgerError("duplicate-event", message) };
    }
    case "S": {
      const [part, length] = text.split(" ").map(Number);
      const { stream } = streams[part ?? 0] as StreamAppend;
      // As many segments again: a stream that was never seen is found in a few rounds, however long it is.
      noteLength(notes, stream, 2 * (length ?? 0));
      return null;
    }
    case "A":
      slugs.add(text);
      return null;
    default:
      return null;
  }
}
