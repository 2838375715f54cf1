import type { TenantLedger } from "@promptledger/core";
import type { Writer } from "../model/writers.ts";
import { machineClock } from "./machine-clock.ts";
import type { Asked, Call, Feed, History, Operation, Outcome, Sighting } from "./operation.ts";
import { perform } from "./perform.ts";

/** A line of a record, as JSON. */
export type RecordLine =
  | { readonly began: Call }
  | { readonly ended: string; readonly end: number; readonly outcome: Outcome }
  | { readonly follower: string; readonly tenant: string; readonly saw: Sighting }
  | { readonly follower: string; readonly tenant: string; readonly now: "diverged" | "complete" };

/** Records what one process does. */
export interface Recorder {
  /** Asks something of a ledger, and records the call before it begins and its outcome once it is there. */
  run(
    ledger: TenantLedger,
    tenant: string,
    writer: Writer,
    asked: Asked,
  ): Promise<
    Operation & {
      /** As it can be read from the record, so without functions and undefined values. */
      readonly outcome: Outcome;
    }
  >;
  /** Notes what a follower saw. */
  saw(follower: string, tenant: string, event: { readonly position: number; readonly id: string }): void;
  /** Notes that a follower has to start again, or that it has seen everything. */
  note(follower: string, tenant: string, now: "diverged" | "complete"): void;
}

/**
 * Records the operations of a process, each line with one synchronous call of `write`. If `write` appends to a file, the record of a process that is
 * killed shows every call that it had begun.
 */
export function historyRecorder(process: string, write: (line: string) => void): Recorder {
  let made = 0;
  const add = (line: RecordLine): void => write(`${JSON.stringify(line)}\n`);
  return {
    async run(ledger, tenant, writer, asked) {
      made += 1;
      const call: Call = { id: `${process}/${made}`, process, tenant, writer, start: machineClock(), asked };
      add({ began: call });
      const answered = await perform(ledger, asked);
      // Rounded up, so that the window is never too short.
      const end = machineClock() + 1;
      // As it will be read from the record, so that clients and the checker see the same.
      const outcome = JSON.parse(JSON.stringify(answered)) as Outcome;
      add({ ended: call.id, end, outcome });
      return { ...call, end, outcome };
    },
    saw(follower, tenant, { position, id }) {
      add({ follower, tenant, saw: { position, id, at: machineClock() + 1 } });
    },
    note: (follower, tenant, now) => add({ follower, tenant, now }),
  };
}

/** Reads the record of a process. An incomplete last line is one that a killed process did not finish. */
export function readRecord(text: string): Pick<History, "operations" | "feeds"> {
  const operations = new Map<string, Operation>();
  const open = new Map<string, { -readonly [Field in keyof Feed]: Feed[Field] } & { seen: Sighting[] }>();
  const feeds: Feed[] = [];
  const lines = text.split("\n");
  // What follows the last end of a line is empty, or incomplete.
  for (const text of lines.slice(0, -1)) {
    const line = JSON.parse(text) as RecordLine;
    if ("began" in line) operations.set(line.began.id, { ...line.began, end: null, outcome: null });
    else if ("ended" in line) {
      const { ended, end, outcome } = line;
      const call = operations.get(ended);
      if (call !== undefined) operations.set(ended, { ...call, end, outcome });
    } else {
      const { follower, tenant } = line;
      const feed = open.get(follower) ?? { follower, tenant, seen: [], diverged: false, complete: false };
      if (!open.has(follower)) feeds.push(feed);
      open.set(follower, feed);
      if ("saw" in line) feed.seen.push(line.saw);
      else if (line.now === "complete") feed.complete = true;
      else {
        feed.diverged = true;
        open.delete(follower);
      }
    }
  }
  return { operations: [...operations.values()], feeds };
}
