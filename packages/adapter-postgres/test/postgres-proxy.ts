import type { TcpProxy } from "@promptledger/test-servers";
import { startTcpProxy } from "@promptledger/test-servers";

// ReadyForQuery, outside of a transaction: the request is done and committed.
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

// What a store sends for itself, not for its host: to know its connection, to notify, to remove expired commands.
const OWN_STATEMENTS = ["pg_backend_pid", "pg_notify", "DELETE FROM"];

/** Starts a proxy in front of a PostgreSQL server. Its requests are statements, which begin with Parse or Bind. */
export function startPostgresProxy(target: string): Promise<TcpProxy> {
  return startTcpProxy(target, {
    isRequest: (data) =>
      (data[0] === 0x50 || data[0] === 0x42) && !OWN_STATEMENTS.some((text) => data.includes(text)),
    completesAnswer: (data) => data.subarray(-READY.length).equals(READY),
  });
}
