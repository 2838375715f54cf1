import type { Cursor, Ledger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { pause } from "./pause.ts";
import { randomBelow } from "./random-below.ts";
import type { Recorder } from "./recorder.ts";
import { historyRecorder, readRecord } from "./recorder.ts";
import { runClients } from "./run-clients.ts";
import { hasUnknownOutcome } from "./sent-command.ts";

/** A process whose work is recorded. */
export interface RecordedProcess {
  /** Unique in the history. */
  readonly name: string;
  /** Whether its clients write and read, or it follows the logs. */
  readonly role: "clients" | "follower";
  /** The tenants that it works on. */
  readonly tenants: readonly string[];
  /** How many calls are in flight at a time. A follower makes none. */
  readonly clients: number;
  /** What the process that this one replaces had recorded when it was killed. */
  readonly inherited: string;
  /** Keeps a line of the record. */
  write(line: string): void;
  /** Whether the clients are to stop. */
  isDone(): boolean;
  /** The heads of the tenants, once nobody writes any more. */
  readonly heads: Promise<{ readonly [tenant: string]: number }>;
}

/** Does the work of a process: clients that write and read until they are done, or followers that end when they have seen everything. */
export async function recordedWork(ledger: Ledger, process: RecordedProcess): Promise<void> {
  const { name, role, tenants, clients, inherited, isDone } = process;
  const recorder = historyRecorder(name, (line) => process.write(line));
  if (role === "follower") {
    await Promise.all(tenants.map((tenant) => follow(ledger, recorder, tenant, process)));
    return;
  }
  const left = readRecord(inherited).operations.filter(({ asked }) => asked.type === "write");
  const unknown = left.filter(hasUnknownOutcome);
  const seed = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  const below = randomBelow(seed);
  const inheritedCalls = unknown.filter(() => below(2) === 0);
  await runClients({
    ledger,
    recorder,
    process: name,
    tenants,
    clients,
    below,
    isDone,
    inherited: inheritedCalls,
  });
}

/** Follows a tenant from its beginning to its head. It continues from its cursor after a failure. */
async function follow(
  ledger: Ledger,
  recorder: Recorder,
  tenant: string,
  { name, heads }: RecordedProcess,
): Promise<void> {
  const follower = `${name}/${tenant}`;
  const { history } = ledger.as({ tenant, actor: { id: "follower" } });
  const stop = new AbortController();
  let cursor: Cursor = { position: 0, eventId: null };
  let head = Number.POSITIVE_INFINITY;
  const stopAtHead = (): void => {
    if (cursor.position >= head) stop.abort();
  };
  const stopped = heads.then((known) => {
    head = known[tenant] ?? 0;
    stopAtHead();
  });
  while (!stop.signal.aborted) {
    try {
      for await (const event of history.follow({ after: cursor, signal: stop.signal })) {
        recorder.saw(follower, tenant, event);
        cursor = { position: event.position, eventId: event.id };
        stopAtHead();
      }
    } catch (error) {
      if (isLedgerError(error, "history-diverged")) {
        recorder.note(follower, tenant, "diverged");
        cursor = { position: 0, eventId: null };
      } else if (!isLedgerError(error, "unavailable")) throw error;
      await pause(100);
    }
  }
  await stopped;
  recorder.note(follower, tenant, "complete");
}
