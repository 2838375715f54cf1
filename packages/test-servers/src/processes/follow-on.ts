import { setTimeout as sleep } from "node:timers/promises";
import type { Cursor, EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { START } from "@promptledger/core/adapter";
import type { FollowerNote } from "./worker-message.ts";

/** Follows a tenant's log until it is stopped. It continues from its cursor when the storage was unavailable, and starts again if the history has diverged. */
export async function followOn(
  store: EventStore,
  tenant: string,
  report: (note: FollowerNote) => void,
  signal: AbortSignal,
): Promise<{ readonly interruptions: number }> {
  let cursor: Cursor = START;
  let interruptions = 0;
  while (!signal.aborted) {
    try {
      for await (const { position, id } of store.follow(tenant, { after: cursor, signal })) {
        cursor = { position, eventId: id };
        report({ type: "seen", event: { position, id } });
      }
    } catch (error) {
      if (isLedgerError(error, "history-diverged")) {
        cursor = START;
        report({ type: "diverged" });
      } else if (!isLedgerError(error, "unavailable")) throw error;
      interruptions += 1;
      await sleep(50);
    }
  }
  return { interruptions };
}
