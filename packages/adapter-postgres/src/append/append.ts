import type { AppendResult, Outcome, StreamAppend } from "@promptledger/core/adapter";
import { LedgerError, timeInFuture } from "@promptledger/core/adapter";
import { isPoison, ledgerError } from "../connection/errors.ts";
import { versionsAfter } from "../read/command-versions.ts";
import type { Append, AppendTarget } from "./append-target.ts";
import { appendCall, appendValues, redactingCall, redactionsText } from "./append-values.ts";

/** Another transaction held the tenant's lock for longer than the call was to wait; nothing was written. */
export const LOCKED: unique symbol = Symbol("locked");

/** The error of an append that waited so many milliseconds for its tenant's lock. */
export function lockedFor(tenant: string, milliseconds: number): LedgerError {
  return new LedgerError(
    "busy",
    `another transaction held the lock of the tenant ${tenant} for more than ${milliseconds} ms; try again, and keep transactions that write to the ledger short`,
  );
}

/** Appends as one call, each judged on its own. One that the database cannot take fails alone: the others are sent again without it. */
export async function appendTogether(
  target: AppendTarget,
  appends: readonly Append[],
): Promise<readonly Outcome<AppendResult | typeof LOCKED>[]> {
  try {
    const query = target.queryFor(appends[0]?.tenant ?? "");
    const values = appendValues(target, appends);
    // An append that redacts is never sent together with others.
    const redactions = appends[0]?.redactions ?? [];
    const [row] =
      redactions.length === 0
        ? await query(appendCall(target.schema), values, true)
        : await query(redactingCall(target.schema), [...values, redactionsText(redactions)]);
    return outcomesOf(appends, JSON.parse(String(row?.[0])));
  } catch (error) {
    if (!isPoison(error) || appends.length === 1) {
      const failure = ledgerError(error, "writes");
      return appends.map(() => ({ error: failure }));
    }
    const middle = Math.ceil(appends.length / 2);
    return [
      ...(await appendTogether(target, appends.slice(0, middle))),
      ...(await appendTogether(target, appends.slice(middle))),
    ];
  }
}

/** What two appends of one tenant may not have in common within a call: a stream that is written, a command id, an event's id. */
export function keysOf({ command, streams }: Append): readonly string[] {
  const keys = command === null ? [] : [`c${command.id}`];
  for (const part of streams) {
    if (isWritten(part)) keys.push(`s${part.stream}`);
    for (const { id } of part.events) keys.push(`e${id}`);
  }
  return keys;
}

/** The streams that an append only looks at: it may not come after one of the same call that writes them. */
export function readsOf({ streams }: Append): readonly string[] {
  return streams.filter((part) => !isWritten(part)).map(({ stream }) => `s${stream}`);
}

function isWritten({ events, documents = [], removed = [] }: StreamAppend): boolean {
  return events.length + documents.length + removed.length > 0;
}

/** What `append_v1` answers: lists by part, and by its first part the command of an append that was done before. */
interface Verdicts {
  readonly outcomes: readonly number[];
  readonly befores: readonly number[];
  readonly times: readonly number[];
  readonly versions: readonly number[];
  readonly met: readonly boolean[];
  readonly repeated: { readonly [part: string]: RepeatedCommand } | null;
}

/** What is stored of a command: `streams` and `versions` are JSON. */
type RepeatedCommand = readonly [
  position: number,
  recordedAt: number,
  fingerprint: string,
  result: string,
  streams: string,
  versions: string,
];

/** The outcome of each append. */
function outcomesOf(
  appends: readonly Append[],
  verdicts: Verdicts,
): readonly Outcome<AppendResult | typeof LOCKED>[] {
  let next = 0;
  return appends.map((append) => {
    const first = next;
    next += append.streams.length;
    const outcome = verdicts.outcomes[first];
    if (outcome === 0) return { answer: appended(append, verdicts, first) };
    if (outcome === 1) return repeatedOutcome(append, verdicts.repeated?.[first + 1]);
    if (outcome === 3) return { answer: LOCKED };
    if (outcome === 4) return { error: timeInFuture(append.streams, verdicts.times[first] ?? 0) };
    const refused = append.streams.findIndex((_, index) => verdicts.met[first + index] === false);
    const { stream, expected } = append.streams[refused] as StreamAppend;
    return {
      answer: { status: "conflict", stream, expected, actual: verdicts.versions[first + refused] ?? 0 },
    };
  });
}

function appended({ command, streams }: Append, verdicts: Verdicts, first: number): AppendResult {
  const { befores, times, versions } = verdicts;
  const events = streams.reduce((sum, part) => sum + part.events.length, 0);
  return {
    status: "appended",
    position: (befores[first] ?? 0) + events,
    recordedAt: times[first] ?? 0,
    versions: streams.map((part, index) => ({
      stream: part.stream,
      version: (versions[first + index] ?? 0) + part.events.length,
    })),
    result: command?.result ?? "",
    repeated: false,
  };
}

function repeatedOutcome({ command }: Append, stored: RepeatedCommand | undefined): Outcome<AppendResult> {
  const [position = 0, recordedAt = 0, fingerprint, result = "", streams = "", versions = ""] = stored ?? [];
  if (fingerprint !== command?.fingerprint) {
    const message = `the command id ${command?.id} was used before with another input or actor; use a new one`;
    return { error: new LedgerError("command-id-reused", message) };
  }
  const after = versionsAfter(streams, versions);
  return {
    answer: { status: "appended", position, recordedAt, versions: after, result, repeated: true },
  };
}
