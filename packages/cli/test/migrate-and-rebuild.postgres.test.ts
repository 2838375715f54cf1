import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { testPostgres } from "@promptledger/test-servers";
import { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { sample } from "./command.ts";
import { inProcess } from "./in-process.ts";
import { startServer } from "./server.ts";

let url: string;
beforeAll(async () => {
  url = await testPostgres().createDatabase();
});

const run = (...args: readonly string[]) => inProcess([...args, "--store", url]);

async function query(server: string, text: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

test("A database with row-level security works for a role that the policies apply to, with the same URL", async () => {
  const role = `cli_${randomUUID().replaceAll("-", "_")}`;
  const secured = new URL(await testPostgres().createDatabase());
  await query(secured.href, `CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
  await query(secured.href, `GRANT CREATE ON DATABASE "${secured.pathname.slice(1)}" TO ${role}`);
  const superuser = secured.href;
  [secured.username, secured.password] = [role, role];
  const store = (parameter: string): string => `${secured.href}?${parameter}`;
  const onIt = (url: string, ...args: readonly string[]) => inProcess([...args, "--store", url]);

  expect((await onIt(store("rowLevelSecurity=yes"), "migrate")).stderr).toMatch(
    /rowLevelSecurity is neither true nor false/u,
  );
  expect((await onIt(store("rowLevelSecurity=true"), "migrate")).code).toBe(0);
  expect((await onIt(store("rowLevelSecurity=true"), "import", sample)).stdout).toMatch(/^25 new changes/u);
  expect((await onIt(secured.href, "log", "sql-reviewer")).stderr).toMatch(/has row-level security/u);
  expect((await onIt(`${superuser}?rowLevelSecurity=true`, "log", "sql-reviewer")).stderr).toMatch(
    /is a superuser/u,
  );
  await query(superuser, `DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
});

test("A database works once it is migrated; rebuild --check finds documents that differ, and rebuild repairs them", async () => {
  const early = await run("import", sample);
  expect(early.code).toBe(1);
  expect(early.stderr).toMatch(/the schema promptledger is not there[\s\S]*next: promptledger migrate/u);

  const { host, pathname } = new URL(url);
  const shown = `postgres://${host}${pathname}`;
  const migrated = await run("migrate");
  expect([migrated.code, migrated.stderr]).toEqual([0, ""]);
  expect(migrated.stdout).toMatch(new RegExp(`^${shown}: \\d+ migrations? applied, 0001`, "u"));
  expect((await run("migrate")).stdout).toMatch(new RegExp(`^${shown} is up to date, at \\d{4}\\n$`, "u"));
  expect(JSON.parse((await run("migrate", "--json")).stdout)).toMatchObject({ applied: [] });

  expect((await run("import", sample)).stdout).toMatch(/^25 new changes: 8 prompts, 7 alive/u);
  expect((await run("log", "sql-reviewer")).stdout).toContain("deployed version 3 to production");

  const good = await run("rebuild", "--check");
  expect([good.code, good.stdout]).toEqual([0, "16 streams: every document matches its events\n"]);

  await query(url, "DELETE FROM promptledger.versions WHERE number = 1");
  const bad = await run("rebuild", "--check");
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/^version\/[\s\S]*\n16 streams: 8 documents did not match the events\n$/u);
  expect(bad.stderr).toMatch(/8 documents do not match the events\nnext: .*without --check/u);

  const mended = await run("rebuild");
  expect([mended.code, mended.stdout]).toEqual([0, expect.stringContaining("and were rebuilt\n")]);
  expect(JSON.parse((await run("rebuild", "--check", "--json")).stdout)).toEqual({
    check: true,
    streams: 16,
    differences: [],
  });
});

test("The privileges in the how-to guide are enough for a role, and do not let it change an event", async () => {
  const page = readFileSync(new URL("../../../docs/how-to/choose-a-storage.md", import.meta.url), "utf8");
  const role = `server_${randomUUID().replaceAll("-", "_")}`;
  const grants = /^```sql\n([\s\S]*?)^```$/mu.exec(page)?.[1]?.replaceAll("prompts_server", role) ?? "";
  await query(url, `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  try {
    await query(url, grants);
    const own = new URL(url);
    own.username = role;
    own.password = "secret";
    const as = (...args: readonly string[]) => inProcess([...args, "--store", own.href, "--tenant", "other"]);
    expect((await as("import", sample)).stdout).toMatch(/^25 new changes: 8 prompts, 7 alive/u);
    expect((await as("rebuild")).stdout).toBe("16 streams: every document matches its events\n");
    expect((await inProcess(["migrate", "--store", own.href])).stdout).toContain("is up to date");
    await expect(query(own.href, "DELETE FROM promptledger.events")).rejects.toThrow();
  } finally {
    await query(url, `DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
});

test("A schema of another name is a ledger of its own", async () => {
  const other = `${url}?schema=other`;
  expect((await inProcess(["migrate", "--store", other])).stdout).toContain("applied");
  const { code, stdout } = await inProcess(["rebuild", "--store", other]);
  expect([code, stdout]).toEqual([0, "0 streams: every document matches its events\n"]);
});

test("A server continues when the database drops its idle connections", async () => {
  const own = await testPostgres().createDatabase();
  expect((await inProcess(["migrate", "--store", own])).code).toBe(0);
  const server = await startServer(["--store", own]);
  try {
    await query(
      own,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'promptledger' AND datname = current_database()",
    );
    await expect
      .poll(async () => (await fetch(`${server.url}/health`)).status, { timeout: 10_000 })
      .toBe(200);
  } finally {
    expect(await server.stop()).toMatchObject({ code: 0, stderr: "" });
  }
});

test("A database that cannot be reached ends a command with code 4, and the password is not printed", async () => {
  for (const name of ["migrate", "rebuild"]) {
    const outcome = await inProcess([name, "--store", "postgres://me:secret@127.0.0.1:1/db"]);
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toContain("cannot be reached");
    expect(outcome.stdout + outcome.stderr).not.toContain("secret");
  }
});
