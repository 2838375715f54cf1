import type { AppendResult, Outcome, StreamAppend } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";
import type { Append, AppendTarget } from "./append-target.ts";
import { appendCall, appendValues } from "./append-values.ts";
import { isPoison, ledgerError } from "./errors.ts";

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
    const [row] = await query(appendCall(target.schema), appendValues(target, appends), true);
    const verdicts: readonly Verdict[] = JSON.parse(String(row?.[0]));
    return verdicts.map((verdict, index) => settle(appends[index] as Append, verdict));
  } catch (error) {
    if (!isPoison(error) || appends.length === 1) {
      const told = ledgerError(error, "writes");
      return appends.map(() => ({ error: told }));
    }
    const middle = Math.ceil(appends.length / 2);
    return [
      ...(await appendTogether(target, appends.slice(0, middle))),
      ...(await appendTogether(target, appends.slice(middle))),
    ];
  }
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

/** What `append_v1` answers of one append. */
type Verdict = readonly [outcome: number, position: number, recordedAt: number, ...rest: readonly unknown[]];

function settle({ command, streams }: Append, verdict: Verdict): Outcome<AppendResult | typeof LOCKED> {
  const [outcome, position, recordedAt] = verdict;
  if (outcome === 3) return { answer: LOCKED };
  if (outcome === 2) {
    const [refused, actual] = verdict.slice(3) as number[];
    const { stream, expected } = streams[refused ?? 0] as StreamAppend;
    return { answer: { status: "conflict", stream, expected, actual: actual ?? 0 } };
  }
  const before = outcome === 1 ? (verdict.at(-1) as StoredCommand) : null;
  if (before !== null && before[0] !== command?.fingerprint) {
    const message = `the command id ${command?.id} was used before with another input or actor; use a new one`;
    return { error: new LedgerError("command-id-reused", message) };
  }
  const names = before?.[2] ?? streams.map(({ stream }) => stream);
  return {
    answer: {
      status: "appended",
      position,
      recordedAt,
      versions: names.map((stream, index) => ({ stream, version: Number(verdict[3 + index]) })),
      result: before?.[1] ?? command?.result ?? "",
      repeated: before !== null,
    },
  };
}

/** What a command that was done before has left. */
type StoredCommand = readonly [fingerprint: string, result: string, streams: readonly string[]];
