import { setTimeout as sleep } from "node:timers/promises";
import type { Cursor, EventStore } from "@promptledger/core";
import { isLedgerError, START } from "@promptledger/core";
import type { SeenEvent } from "./worker-message.ts";

/** Follows a tenant's log until it is stopped, and goes on from its cursor when the database was away. */
export async function followOn(
  store: EventStore,
  tenant: string,
  tell: (seen: SeenEvent) => void,
  signal: AbortSignal,
): Promise<{ readonly interruptions: number }> {
  let cursor: Cursor = START;
  let interruptions = 0;
  while (!signal.aborted) {
    try {
      for await (const { position, id } of store.follow(tenant, { after: cursor, signal })) {
        cursor = { position, eventId: id };
        tell({ position, id });
      }
    } catch (error) {
      if (!isLedgerError(error, "unavailable")) throw error;
      interruptions += 1;
      await sleep(50);
    }
  }
  return { interruptions };
}
