import { testPostgres } from "@promptledger/test-servers";
import { Client } from "pg";
import { expect, test } from "vitest";
import { inProcess } from "./in-process.ts";
import { startServer } from "./server.ts";

// It was 200: health only read.
test("/health is 503 while the database is read-only, and 200 again afterwards", async () => {
  const url = await testPostgres().createDatabase();
  const name = new URL(url).pathname.slice(1);
  const query = async (...statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  // A setting of a database is that of connections opened from then on.
  const reconnect = (): Promise<void> =>
    query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'promptledger' AND datname = current_database()",
    );
  expect((await inProcess(["migrate", "--store", url])).code).toBe(0);
  const server = await startServer(["--store", url]);
  const health = async (): Promise<number> => (await fetch(`${server.url}/health`)).status;
  try {
    expect(await health()).toBe(200);
    await query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    await reconnect();
    await expect.poll(health).toBe(503);
    // The first may have met a connection that was ended; the last one is on a new one.
    for (let time = 0; time < 4; time++) expect(await health()).toBe(503);
    // The setting lets its own transactions decide, so that it can be taken back.
    await query("BEGIN READ WRITE", `ALTER DATABASE "${name}" RESET default_transaction_read_only`, "COMMIT");
    await reconnect();
    await expect.poll(health).toBe(200);
    expect((await server.stop()).stderr).toContain("the database is read-only");
  } finally {
    await server.stop("SIGKILL");
  }
});
