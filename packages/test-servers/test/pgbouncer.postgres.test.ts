import { Client } from "pg";
import { expect, it } from "vitest";
import { startPgBouncer, testPostgres, testPostgresUrl } from "../src/index.ts";

it("pgbouncer passes queries through, each transaction on any connection", async () => {
  const bouncer = await startPgBouncer({
    postgres: await testPostgres().createDatabase(),
    settings: { default_pool_size: 1 },
  });
  const clients = [1, 2].map(() => new Client({ connectionString: bouncer.url }));
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const answers = clients.map((client) => client.query("select pg_backend_pid() pid"));
    const [first, second] = (await Promise.all(answers)).map(({ rows }) => rows[0].pid);
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(first);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
    await bouncer.stop();
  }
  await expect(new Client({ connectionString: bouncer.url }).connect()).rejects.toThrow("ECONNREFUSED");
});

it("a server that cannot start says why", async () => {
  const settings = { pool_mode: "nonsense" };
  await expect(startPgBouncer({ postgres: testPostgresUrl(), settings })).rejects.toThrow("nonsense");
});
