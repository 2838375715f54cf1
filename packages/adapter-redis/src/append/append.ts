import type { Appended, AppendResult, Outcome, Redaction } from "@promptledger/core/adapter";
import { LedgerError, missingEvent, timeInFuture } from "@promptledger/core/adapter";
import type { Connection } from "../connection/connection.ts";
import { ledgerError } from "../connection/errors.ts";
import { rememberLength } from "../connection/key-hints.ts";
import type { Replicated } from "../connection/replicas.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { SEGMENT } from "../keys.ts";
import type { Append, AppendAnswer, AppendReply, PendingAppend } from "./append-call.ts";
import { storedCommand } from "./command-text.ts";
import type { CallContext } from "./encode-append.ts";
import { encodeCall } from "./encode-append.ts";

/** Where the appends of a tenant go. */
export interface AppendTarget extends CallContext {
  readonly connection: Connection;
  readonly replicated: Replicated;
}

/** How often an append is sent again because it needed other keys than those declared. */
const ROUNDS = 30;

/** Sends appends as one call, each judged on its own. Those that need other keys are sent again: nothing of them was written. */
export async function appendTogether(
  target: AppendTarget,
  appends: readonly Append[],
): Promise<readonly Outcome<AppendResult>[]> {
  const outcomes: Outcome<AppendResult>[] = [];
  let pending: PendingAppend[] = appends.map((append, index) => ({ append, index, slugs: new Set() }));
  try {
    for (let round = 0; round < ROUNDS && pending.length > 0; round++)
      pending = await send(target, pending, outcomes);
    const message = `the log has moved on ${ROUNDS} times while the append was on its way; try again`;
    for (const { index } of pending) outcomes[index] = { error: new LedgerError("busy", message) };
  } catch (error) {
    const failure = ledgerError(error, "writes");
    for (const { index } of pending) outcomes[index] = { error: failure };
  }
  return replicatedOutcomes(target, appends, outcomes);
}

/** Acknowledges only what enough replicas have, of what was appended now or before. */
async function replicatedOutcomes(
  { keys, replicated }: AppendTarget,
  appends: readonly Append[],
  outcomes: readonly Outcome<AppendResult>[],
): Promise<readonly Outcome<AppendResult>[]> {
  const positions = outcomes.map((one) => (isAppended(one) ? one.answer.position : 0));
  const commands = appends.flatMap(({ command }, index) =>
    command !== null && isAppended(outcomes[index]) ? [command.id] : [],
  );
  try {
    if (commands.length > 0) await replicated(keys, Math.max(...positions), commands);
    return outcomes;
  } catch (error) {
    const failure = ledgerError(error, "writes");
    return outcomes.map((one) => (isAppended(one) ? { error: failure } : one));
  }
}

function isAppended(one: Outcome<AppendResult> | undefined): one is { readonly answer: Appended } {
  return one !== undefined && "answer" in one && one.answer.status === "appended";
}

/** Sends a call, stores the outcomes, and returns what must be sent again. */
async function send(
  target: AppendTarget,
  pending: readonly PendingAppend[],
  outcomes: Outcome<AppendResult>[],
): Promise<PendingAppend[]> {
  const { keys, args } = encodeCall(target, pending);
  const reply = String(await target.connection.run(SCRIPTS.append, keys, args, "writes"));
  const { position, recordedAt, answers }: AppendReply = JSON.parse(reply);
  target.hints.position = position;
  return pending.filter((one, index) => {
    const outcome = outcomeOf(target, one, answers[index] ?? { status: "log" }, recordedAt);
    if (outcome !== null) outcomes[one.index] = outcome;
    return outcome === null;
  });
}

/** The outcome of an append, or null where it must be sent again. */
function outcomeOf(
  { hints }: AppendTarget,
  { append, slugs }: PendingAppend,
  answer: AppendAnswer,
  recordedAt: number,
): Outcome<AppendResult> | null {
  const { command, streams } = append;
  switch (answer.status) {
    case "appended": {
      const versions = streams.map(({ stream }, index) => ({ stream, version: answer.versions[index] ?? 0 }));
      for (const { stream, version } of versions)
        if (version >= SEGMENT.stream) rememberLength(hints, stream, version);
      const result = command?.result ?? "";
      const { status, position } = answer;
      return { answer: { status, position, recordedAt, versions, result, repeated: false } };
    }
    case "repeated": {
      const { id, fingerprint, ...done } = storedCommand(command?.id ?? "", answer.command);
      if (fingerprint === command?.fingerprint)
        return {
          answer: {
            status: "appended",
            ...done,
            versions: done.versions.map((version) => ({ ...version })),
            repeated: true,
          },
        };
      const message = `the command id ${id} was used before with another input; use a new one`;
      return { error: new LedgerError("command-id-reused", message) };
    }
    case "conflict": {
      const { stream = "", expected = "any" } = streams[answer.index] ?? {};
      return { answer: { status: "conflict", stream, expected, actual: answer.actual } };
    }
    case "future":
      return { error: timeInFuture(streams, recordedAt) };
    case "duplicate": {
      const message = `an event with the id ${answer.id} is in the log; give each event an id of its own`;
      return { error: new LedgerError("duplicate-event", message) };
    }
    case "missing":
      return { error: missingEvent(append.redactions?.[answer.index] as Redaction) };
    case "segments":
      // Twice as many: a stream that was never seen is found in a few rounds, however long it is.
      rememberLength(hints, streams[answer.index]?.stream ?? "", 2 * answer.atLeast);
      return null;
    case "slug":
      slugs.add(answer.slug);
      return null;
    case "log":
      return null;
  }
}
