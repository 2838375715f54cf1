import { LedgerError } from "@promptledger/core/adapter";
import type { Query } from "./connection/database.ts";

/** Refuses a server that could forget what it acknowledged, or that is too old. */
export async function checkSettings(query: Query, mayBeVolatile: boolean): Promise<void> {
  const [row = []] = await query(
    `SELECT current_setting('server_version_num')::integer AS number, current_setting('server_version') AS version,
      current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
      current_setting('synchronous_commit') AS synchronous_commit, current_setting('server_encoding') AS encoding`,
  );
  const [number, version, fsync, fullPageWrites, synchronousCommit, encoding] = row;
  if (Number(number) < 140_000) refuse(`PostgreSQL ${version} is too old: 14 or later is needed`);
  if (encoding !== "UTF8") refuse(`the database's encoding is ${encoding}: create it with ENCODING 'UTF8'`);
  if (mayBeVolatile) return;
  const hint =
    "or, to accept that acknowledged events can be lost, open the store with `allowVolatile: true`";
  if (fsync !== "on") refuse(`the server runs with fsync = ${fsync}: set fsync = on, ${hint}`);
  if (fullPageWrites !== "on")
    refuse(`the server runs with full_page_writes = ${fullPageWrites}: set full_page_writes = on, ${hint}`);
  if (synchronousCommit === "off")
    refuse(`this role's connections run with synchronous_commit = off: set synchronous_commit = on, ${hint}`);
}

function refuse(message: string): never {
  throw new LedgerError("unavailable", message);
}
