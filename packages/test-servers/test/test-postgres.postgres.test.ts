import { expect, it } from "vitest";
import { createDatabase, testPostgres, testPostgresUrl } from "../src/index.ts";
import { rows } from "./rows.ts";

it("databases created at once know nothing of each other", async () => {
  const [first, second] = await Promise.all([
    testPostgres().createDatabase(),
    createDatabase(testPostgresUrl()),
  ]);
  await rows(first, "create table only_here ()");
  expect(await rows(second, "select to_regclass('only_here') found")).toEqual([{ found: null }]);
});
