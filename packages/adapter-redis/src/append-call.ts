import type { AppendBatch, ExpectedVersion, StreamAppend } from "@promptledger/core/adapter";
import { commandText } from "./command-text.ts";
import type { Argument, Connection } from "./connection.ts";
import type { DocumentWrites } from "./documents.ts";
import { documentWrites } from "./documents.ts";
import { eventText } from "./event-text.ts";
import { packIntegers } from "./integers.ts";
import type { KeyHints } from "./key-hints.ts";
import type { TenantKeys } from "./keys.ts";
import { CHANGES, idBucket, promptBucket, SEGMENT } from "./keys.ts";

/** An append on its way; without an id its command leaves nothing behind, as a rebuild wants it. */
export type Append = Omit<AppendBatch, "command"> & { readonly command: AppendBatch["command"] | null };

/** Where the appends of a tenant go, and with which clock's time. */
export interface AppendTarget {
  readonly connection: Connection;
  readonly keys: TenantKeys;
  readonly notes: KeyHints;
  readonly now: () => number;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
  /** Settles when as many replicas as the host asked for have what was done. */
  readonly replicated: (keys: TenantKeys, position: number, commands: readonly string[]) => Promise<void>;
}

/** An append of a call, with what was learned about it from the server. */
export interface Pending {
  readonly append: Append;
  readonly index: number;
  /** Slugs whose keys the script has asked for. */
  readonly slugs: Set<string>;
}

/** Redis deletes a command so long after it is no longer remembered, in milliseconds: clocks differ. */
const GRACE = 86_400_000;

/** How many bytes an append has, about. */
export function weightOf({ command, streams }: Append): number {
  let weight = 256 + (command?.result.length ?? 0);
  for (const { events, documents } of streams) {
    for (const { data, metadata } of events) weight += 256 + data.length + metadata.length;
    weight += 2048 * (documents?.length ?? 0);
  }
  return weight;
}

/** The longest time that a command is remembered and kept, in milliseconds. */
const FOR_EVER = 2 ** 52;

/** Keys each once; an index counts from 1. */
interface Names {
  readonly list: string[];
  readonly indexes: Map<string, number>;
}

/** What a call of the script append is made of, in the order in which the script reads it. */
interface Call {
  readonly keys: TenantKeys;
  readonly notes: KeyHints;
  /** The time that stands before every text. */
  readonly at: number;
  /** The place of each command's id within the call. */
  readonly commands: ReadonlyMap<string, number>;
  /** Each once, for a slug changes hands within a call. */
  readonly slugs: Names;
  readonly others: string[];
  /** The indexes of buckets among them: those of prompts by their numbers, those of ids by their names. */
  readonly buckets: Map<number | string, number>;
  readonly numbers: number[];
  readonly texts: string[];
}

/** The keys and arguments of the script append. */
export function encodeCall(
  { keys, notes, now, keepCommands }: AppendTarget,
  pending: readonly Pending[],
): { readonly keys: readonly string[]; readonly args: readonly Argument[] } {
  const buckets = bucketsOf(keys, pending);
  const ids = [...buckets.values()].flat();
  const commands = new Map(ids.map((id, index) => [id, index + 1]));
  const at = now();
  const call: Call = {
    keys,
    notes,
    at,
    commands,
    slugs: newNames(),
    others: [],
    buckets: new Map(),
    numbers: [],
    texts: [],
  };
  let events = 0;
  for (const { append, slugs } of pending) {
    encodeAppend(call, append, slugs);
    for (const part of append.streams) events += part.events.length;
  }
  const firstLog = Math.floor(notes.position / SEGMENT.log);
  // One more than the events need: others may append meanwhile.
  const logs = Math.floor((notes.position + events) / SEGMENT.log) - firstLog + 2;
  const header = [
    at,
    Math.min(keepCommands, FOR_EVER),
    Math.min(keepCommands + GRACE, FOR_EVER),
    SEGMENT.stream,
    SEGMENT.log,
    firstLog,
    logs,
    buckets.size,
    call.slugs.list.length,
    CHANGES,
    pending.length,
    ...[...buckets.values()].map(({ length }) => length),
  ];
  const log = Array.from({ length: logs }, (_, index) => keys.log(firstLog + index));
  return {
    keys: [keys.head, keys.changes, ...log, ...buckets.keys(), ...call.slugs.list, ...call.others],
    args: [packIntegers(header.concat(call.numbers)), ...ids, ...call.texts],
  };
}

/** The ids of the commands of a call, each once, by the keys of their buckets. */
function bucketsOf(keys: TenantKeys, pending: readonly Pending[]): ReadonlyMap<string, readonly string[]> {
  const buckets = new Map<string, string[]>();
  for (const id of new Set(pending.map(({ append }) => append.command?.id))) {
    if (id === undefined) continue;
    const key = keys.commands(id);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [id]);
    else bucket.push(id);
  }
  return buckets;
}

function newNames(): Names {
  return { list: [], indexes: new Map() };
}

function indexOf({ list, indexes }: Names, key: string): number {
  const known = indexes.get(key);
  if (known !== undefined) return known;
  const index = list.push(key);
  indexes.set(key, index);
  return index;
}

function encodeAppend(call: Call, { command, streams }: Append, asked: ReadonlySet<string>): void {
  const { keys, commands, slugs, numbers, texts } = call;
  const end = begin(call);
  numbers.push(command === null ? 0 : (commands.get(command.id) ?? 0), streams.length);
  if (command !== null) texts.push(commandText(command, streams));
  for (const part of streams) encodePart(call, part);
  for (const slug of slugsOf(streams, asked)) indexOf(slugs, keys.slug(slug));
  end();
}

/** Leaves room for how many integers and how many texts there are from here on; what is answered fills it in. */
function begin({ numbers, texts }: Call): () => void {
  const [first, from] = [numbers.length, texts.length];
  numbers.push(0, 0);
  return () => {
    numbers[first] = numbers.length - first;
    numbers[first + 1] = texts.length - from;
  };
}

// A prompt that changes its slug leaves another one, whose stream is mostly in the same append.
function slugsOf(streams: readonly StreamAppend[], asked: ReadonlySet<string>): Iterable<string> {
  if (streams.length === 1) return asked;
  const slugs = new Set(asked);
  for (const { stream } of streams) if (stream.startsWith("slug-")) slugs.add(stream.slice("slug-".length));
  return slugs;
}

function encodePart(call: Call, part: StreamAppend): void {
  const { keys, notes, others, numbers, texts } = call;
  const { stream, events, lastEvent } = part;
  const expected = expectation(part.expected);
  const length = Math.max(expected, notes.lengths.get(stream) ?? 0);
  const segments = Math.floor((length + events.length) / SEGMENT.stream) + 1;
  const writes = documentWrites(part, call.at);
  const bucket = writes === null ? -1 : promptBucket(stream);
  const end = begin(call);
  numbers.push(expected, others.length + 1, segments, events.length);
  for (let number = 0; number < segments; number++) others.push(keys.stream(stream, number));
  numbers.push(lastEvent === undefined ? 0 : 1, bucket);
  texts.push(stream);
  if (lastEvent !== undefined) texts.push(lastEvent);
  for (const event of events) {
    numbers.push(indexOfBucket(call, idBucket(event.id), () => keys.ids(event.id)));
    texts.push(event.id, eventText(event, call.at));
  }
  if (writes !== null) {
    numbers.push(indexOfBucket(call, bucket, () => keys.prompts(bucket)));
    encodeDocuments(call, stream, writes, events.length === 0);
  }
  end();
}

function encodeDocuments(
  { keys, slugs, others, numbers, texts }: Call,
  stream: string,
  { prompt, sets, removes, rows, unrows, currents }: DocumentWrites,
  isRewritten: boolean,
): void {
  if (prompt === null) numbers.push(0);
  else {
    const { current, slug, isAlive, text } = prompt;
    numbers.push(1, current, indexOf(slugs, keys.slug(slug)), isAlive ? 1 : 0);
    texts.push(text);
  }
  const lists = [sets, removes, rows, unrows, currents];
  // Without an event the current version may have become another one.
  if (!isRewritten && lists.every(({ length }) => length === 0)) {
    numbers.push(0);
    return;
  }
  numbers.push(others.push(keys.documents(stream)));
  numbers.push(sets.length / 2, removes.length, rows.length / 2, unrows.length, currents.length / 2);
  for (const list of lists) texts.push(...list);
}

// Most appends of a call have their buckets in common.
function indexOfBucket({ others, buckets }: Call, bucket: number | string, key: () => string): number {
  const known = buckets.get(bucket);
  if (known !== undefined) return known;
  const index = others.push(key());
  buckets.set(bucket, index);
  return index;
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}
