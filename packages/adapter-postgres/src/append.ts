import type { AppendResult, Settled, StreamAppend } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import type { Append, AppendTarget } from "./append-target.ts";
import { appendCall, appendValues } from "./append-values.ts";
import type { Row } from "./database.ts";
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
): Promise<readonly Settled<AppendResult | typeof LOCKED>[]> {
  try {
    const query = target.queryFor(appends[0]?.tenant ?? "");
    const rows = await query(appendCall(target.schema), appendValues(target, appends), true);
    return rows.map((row, index) => settle(appends[index] as Append, row));
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

function settle({ command, streams }: Append, row: Row): Settled<AppendResult | typeof LOCKED> {
  const numbers: readonly number[] = JSON.parse(`[${String(row[0])}]`);
  const figure = (index: number): number => numbers[index] ?? 0;
  const outcome = figure(0);
  if (outcome === 3) return { answer: LOCKED };
  if (outcome === 2) {
    const refused = streams[figure(3)] as StreamAppend;
    const { stream, expected } = refused;
    return { answer: { status: "conflict", stream, expected, actual: figure(4) } };
  }
  const before = outcome === 1 ? storedCommand(row[1]) : null;
  if (before !== null && before.fingerprint !== command?.fingerprint) {
    const message = `the command id ${command?.id} was used before with another input or actor; use a new one`;
    return { error: new LedgerError("command-id-reused", message) };
  }
  const names = before?.streams ?? streams.map(({ stream }) => stream);
  return {
    answer: {
      status: "appended",
      position: figure(1),
      recordedAt: figure(2),
      versions: names.map((stream, index) => ({ stream, version: figure(3 + index) })),
      result: before?.result ?? command?.result ?? "",
      repeated: before !== null,
    },
  };
}

/** What a command that was done before has left: `[fingerprint, result, streams]` as JSON, the names of its streams as JSON in turn. */
function storedCommand(text: unknown) {
  const [fingerprint = "", result = "", streams = "[]"]: readonly string[] = JSON.parse(String(text));
  return { fingerprint, result, streams: JSON.parse(streams) as readonly string[] };
}
