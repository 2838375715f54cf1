import type { TimeLimit } from "@promptledger/core/adapter";
import { withinTime } from "@promptledger/core/adapter";
import { isRefusal } from "./errors.ts";
import type { PoolClient } from "./pool.ts";

/**
 * Ends a statement that nobody waits for any more: without this, the server would work on it to its end. Its own connection is closed, so that
 * it makes room in the pool for the one that cancels, and so that the cancellation meets no other statement.
 */
export function canceller(
  borrow: () => Promise<PoolClient>,
  limit: TimeLimit,
): (client: PoolClient, error: unknown) => void {
  async function cancel(process: number): Promise<void> {
    const client = await borrow();
    const text = "SELECT pg_cancel_backend($1)";
    try {
      await withinTime(limit, client.query({ text, values: [process], rowMode: "array" }));
      client.release();
    } catch {
      client.release(true);
    }
  }
  return ({ processID }, error) => {
    // A statement that the server refused has ended, and its connection goes to others.
    if (typeof processID === "number" && !isRefusal(error)) void cancel(processID).catch(() => undefined);
  };
}
