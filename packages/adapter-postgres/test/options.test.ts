import { postgresEventStore } from "@promptledger/adapter-postgres";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { sharedPGlite } from "./open-storage.ts";

// It never connects.
const pool = new Pool();

test.each<[unknown, string]>([
  [undefined, "options: must be an object"],
  [{}, "pool: must be a pool of pg, such as new Pool()"],
  [{ pool: "postgres://localhost" }, "pool: must be a pool of pg, such as new Pool()"],
  [{ pglite: {} }, "pglite: must be PGlite, such as new PGlite()"],
  [{ pool, from: 1 }, "from: unknown option; there are pool, schema"],
  [{ pool, schema: 1 }, "schema: must be a string"],
  [{ pool, schema: "Ledger" }, "schema: must have 1 to 48 characters"],
  [{ pool, clock: {} }, "clock: must be a clock with the methods now and sleep"],
  [{ pool, keepCommandsForDays: 0 }, "keepCommandsForDays: must be a number of days, more than 0"],
  [{ pool, allowVolatile: "yes" }, "allowVolatile: must be true or false"],
  [{ pool, lockTimeout: 0 }, "lockTimeout: must be an integer of at least 1"],
  [{ pool, lockTimeout: 30_000 }, "lockTimeout: must be shorter than timeout, which is 30000 ms"],
  [{ pool, lockTimeout: 300, timeout: 300 }, "lockTimeout: must be shorter than timeout, which is 300 ms"],
  [{ pool, timeout: "30s" }, "timeout: must be an integer of at least 1"],
  [{ pool, rowLevelSecurity: 1 }, "rowLevelSecurity: must be true or false"],
  [{ pool, maximumWaiting: { appends: 1 } }, "maximumWaiting: must be { appends, bytes }"],
])("%# options of the wrong type are refused by name", (options, message) => {
  const open = postgresEventStore as (options: unknown) => unknown;
  const error = { code: "invalid-input", message: expect.stringContaining(message) };
  expect(() => open(options)).toThrow(expect.objectContaining(error));
});

test("a pool and PGlite are accepted", async () => {
  const pglite = await sharedPGlite();
  const accepted = [{ pool }, { pglite }, { pool, timeout: 1 }, { pool, timeout: 300, lockTimeout: 299 }];
  for (const options of accepted) await postgresEventStore(options).close();
});
