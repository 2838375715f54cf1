import { readFileSync } from "node:fs";
import type { TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { Pool } from "pg";
import { ModuleKind, ScriptTarget, transpile } from "typescript";
import { expect } from "vitest";
import type { Transaction } from "../src/connection/transaction.ts";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";

const page = new URL("../../../docs/how-to/change-both-in-one-transaction.md", import.meta.url);

/** What an example in the how-to uses besides `acme`: its client, and what it imports. */
export interface ExampleNames {
  readonly [name: string]: unknown;
}

/** Runs the example under a heading of the how-to, as it stands there. */
function runExample(heading: string, names: ExampleNames): Promise<void> {
  const section = readFileSync(page, "utf8").split(`\n### ${heading}\n`)[1] ?? "";
  const [, code = ""] = /```ts skip\n([\s\S]*?)```/u.exec(section) ?? [];
  expect(code, `an example under ${heading}`).toContain("acme.within(");
  const body = transpile(code.replaceAll(/^import .*$/gmu, ""), {
    module: ModuleKind.ESNext,
    target: ScriptTarget.ES2022,
  });
  const program = new Function(...Object.keys(names), `return (async () => {${body}})();`);
  return program(...Object.values(names)) as Promise<void>;
}

/** Checks that the example under a heading changes the table and the ledger together, or neither. It uses the table `campaigns`. */
export async function checkExample(pool: Pool, heading: string, names: ExampleNames): Promise<void> {
  const schema = newSchema();
  const store = postgresEventStore({ pool, schema });
  await store.migrate();
  const ledger = createLedger({ store });
  const acme: TenantLedger<Transaction> = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  const approved = async (): Promise<unknown> =>
    (await pool.query("SELECT approved FROM campaigns WHERE name = 'summer'")).rows[0]?.approved;
  try {
    await pool.query("CREATE TABLE IF NOT EXISTS campaigns (name text PRIMARY KEY, approved boolean)");
    await pool.query("DELETE FROM campaigns");
    await pool.query("INSERT INTO campaigns VALUES ('summer', false)");
    await acme.prompts.create({ name: "Summer campaign" });
    // There is no draft to commit.
    await expect(runExample(heading, { acme, ...names })).rejects.toMatchObject({ name: "LedgerError" });
    expect(await approved()).toBe(false);
    await acme.versions.create("summer-campaign", { model: "gpt-4o" });
    await pool.query("ALTER TABLE campaigns ADD CONSTRAINT never CHECK (NOT approved) NOT VALID");
    await expect(runExample(heading, { acme, ...names })).rejects.toThrow();
    await pool.query("ALTER TABLE campaigns DROP CONSTRAINT never");
    expect((await acme.versions.get("summer-campaign", 1)).committedAt).toBeNull();
    await runExample(heading, { acme, ...names });
    expect(await approved()).toBe(true);
    expect((await acme.versions.get("summer-campaign", 1)).committedAt).not.toBeNull();
  } finally {
    await pool.query(`DROP TABLE campaigns; DROP SCHEMA "${schema}" CASCADE`);
    await ledger.close();
  }
}
