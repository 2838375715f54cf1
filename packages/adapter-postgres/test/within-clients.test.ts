import { createLedger } from "@promptledger/core";
import { testPostgresUrl } from "@promptledger/test-servers";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import { transactionClients } from "./transaction-clients.ts";
import { checkWithin } from "./within-client.ts";
import { checkEnded, checkOutside, checkRefusals } from "./within-refusals.ts";

const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 3 });
const store = postgresEventStore({ pool, schema });
const ledger = createLedger({ store });
const clients = transactionClients();

beforeAll(async () => {
  await store.migrate();
  await pool.query(`CREATE TABLE "${schema}".campaigns (name text PRIMARY KEY, prompt text)`);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await ledger.close();
  await pool.query(`DROP SCHEMA "${schema}" CASCADE`);
  await pool.end();
});

describe.each(clients)("within a transaction of $name", (client) => {
  const tenant = client.name.replaceAll(/\W/gu, "-");
  const acme = ledger.as({ tenant, actor: { id: "jane", firstName: "Jane" } });

  test("the ledger and the host's table change together, or not at all", async () => {
    await checkWithin(acme, client, `"${schema}".campaigns`);
  });

  test("outside of a transaction nothing is written", async () => {
    await checkOutside(acme, client);
  });

  test("after its end nothing is written, and what the work threw is thrown", async () => {
    await checkEnded(acme, client);
  });

  test("what the server refuses has the ledger's codes, and tells nothing of the values", async () => {
    await checkRefusals(store, acme, client);
  });
});
