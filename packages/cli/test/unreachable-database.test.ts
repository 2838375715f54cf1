import { expect, test } from "vitest";
import { inProcess } from "./in-process.ts";

test("Every command says what to check if the database cannot be reached", async () => {
  for (const args of [["log"], ["migrate"], ["serve", "--port", "0"]]) {
    const { code, stderr } = await inProcess([
      ...args,
      "--store",
      "postgres://jane:sesame@localhost:1/ledger",
    ]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/postgres:\/\/localhost:1\/ledger cannot be reached: connect ECONNREFUSED/u);
    expect(stderr).toMatch(/^next: check that PostgreSQL is running, that host and port are right/mu);
    expect(stderr).not.toMatch(/jane|sesame/u);
  }
});
