import type { Appended, AppendResult, Outcome, StreamAppend } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import type { Append, AppendTarget, Pending } from "./append-call.ts";
import { encodeCall } from "./append-call.ts";
import { storedCommand } from "./command-text.ts";
import { ledgerError } from "./errors.ts";
import type { KeyHints } from "./key-hints.ts";
import { noteLength } from "./key-hints.ts";
import { SEGMENT } from "./keys.ts";
import { SCRIPTS } from "./scripts.ts";

/** How often an append is sent anew because the keys that it needs were others than those declared. */
const ROUNDS = 30;

/** Appends as one call, each judged on its own. Those for which other keys must be declared are sent again: nothing of them was written. */
export async function appendTogether(
  target: AppendTarget,
  appends: readonly Append[],
): Promise<readonly Outcome<AppendResult>[]> {
  const settled: Outcome<AppendResult>[] = [];
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
  return confirmed(target, appends, settled);
}

/** Of what was done now or before, only what enough replicas have is acknowledged. */
async function confirmed(
  { keys, replicated }: AppendTarget,
  appends: readonly Append[],
  settled: readonly Outcome<AppendResult>[],
): Promise<readonly Outcome<AppendResult>[]> {
  let reached = 0;
  const commands: string[] = [];
  settled.forEach((one, index) => {
    if (!isDone(one)) return;
    reached = Math.max(reached, one.answer.position);
    const id = appends[index]?.command?.id;
    if (id !== undefined) commands.push(id);
  });
  try {
    if (commands.length > 0) await replicated(keys, reached, commands);
    return settled;
  } catch (error) {
    const told = ledgerError(error, "writes");
    return settled.map((one) => (isDone(one) ? { error: told } : one));
  }
}

function isDone(one: Outcome<AppendResult>): one is { readonly answer: Appended } {
  return "answer" in one && one.answer.status === "appended";
}

/** Sends a call, settles what was decided, and answers what must be sent again. */
async function send(
  target: AppendTarget,
  pending: readonly Pending[],
  settled: Outcome<AppendResult>[],
): Promise<Pending[]> {
  const { connection, notes } = target;
  const { keys, args } = encodeCall(target, pending);
  const reply = (await connection.run(SCRIPTS.append, keys, args, "writes")) as (number | string)[];
  const [position, at] = reply;
  notes.position = Number(position);
  let place = 2;
  return pending.filter((one) => {
    const verdict = reply[place] ?? "";
    place += 1;
    if (typeof verdict === "string") {
      const result = settle(notes, one, verdict);
      if (result !== null) settled[one.index] = result;
      return result === null;
    }
    const versions = one.append.streams.map(({ stream }, index) => {
      const version = Number(reply[place + index]);
      if (version >= SEGMENT.stream) noteLength(notes, stream, version);
      return { stream, version };
    });
    place += versions.length;
    const result = one.append.command?.result ?? "";
    const done = { position: verdict, recordedAt: Number(at), versions, result };
    settled[one.index] = { answer: { status: "appended", ...done, repeated: false } };
    return false;
  });
}

/** What came of an append that was not written, or null where it must be sent again. */
function settle(notes: KeyHints, { append, slugs }: Pending, verdict: string): Outcome<AppendResult> | null {
  const { command, streams } = append;
  const [what, text] = [verdict[0], verdict.slice(1)];
  switch (what) {
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
