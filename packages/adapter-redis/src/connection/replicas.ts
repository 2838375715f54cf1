import { LedgerError } from "@promptledger/core/adapter";
import type { TenantKeys } from "../keys.ts";
import type { Connection } from "./connection.ts";
import { SCRIPTS } from "./scripts.ts";

/** How long replicas have to say that they have something, in milliseconds. */
export const REPLICA_PATIENCE = 2000;

/** Resolves when as many replicas as the host asked for have what was done; throws `outcome-unknown` where fewer say so in time. */
export type Replicated = (keys: TenantKeys, position: number, commands: readonly string[]) => Promise<void>;

/** Waits for so many replicas, with 0 for none. `connection` is blocked meanwhile. */
export function replication(connection: Connection, replicas: number): Replicated {
  if (replicas === 0) return () => Promise.resolve();
  return async (keys, position, commands) => {
    const [isThere, count] = await connection.runAndWait(
      SCRIPTS.confirm,
      [keys.head, ...commands.map(keys.commands)],
      [position, ...commands],
      replicas,
      REPLICA_PATIENCE,
    );
    if (isThere !== 1)
      throw new LedgerError(
        "outcome-unknown",
        "what was written is gone, a failover took it away; repeat with the same command id",
      );
    if (count >= replicas) return;
    throw new LedgerError(
      "outcome-unknown",
      `${count} of ${replicas} replicas said within ${REPLICA_PATIENCE} ms that they have what was written; repeat with the same command id`,
    );
  };
}
