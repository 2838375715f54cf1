import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contractClauses } from "./clauses.ts";
import { checkGaps, clauseTitle } from "./event-store-contract.ts";

const ids = new Set(contractClauses.map((clause) => clause.id));
const families = new Set([...ids].map((id) => id.split("-")[0]));

/** The clauses that core's docstrings name, ranges written out. */
function named(): readonly string[] {
  const path = join(import.meta.dirname, "../../../core/src");
  const text = readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(path, name), "utf8"))
    .join("\n");
  const ranges = [...text.matchAll(/\b([A-Z]{2})-(\d+) to \1-(\d+)\b/g)].flatMap(([, family, from, to]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${family}-${Number(from) + index}`),
  );
  return [...ranges, ...[...text.matchAll(/\b[A-Z]{2}-\d+\b/g)].map(([id]) => id)];
}

describe("the contract", () => {
  it("has every clause that core's docstrings name", () => {
    const found = named();
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("has every family that the docstring of EventStore lists", () => {
    const path = join(import.meta.dirname, "../../../core/src/store/event-store.ts");
    const listed =
      readFileSync(path, "utf8").match(/proved by the contract suite's clauses[\s\S]*?\.\n/)?.[0] ?? "";
    const found = [...listed.matchAll(/\b([A-Z]{2}) [a-z]/g)].map(([, family]) => family ?? "");
    expect(found.length).toBeGreaterThan(9);
    expect(found.filter((family) => !families.has(family))).toEqual([]);
  });

  it("has ids of one form, none of them twice, without a gap in a family", () => {
    expect(ids.size).toBe(contractClauses.length);
    expect([...ids].filter((id) => !/^[A-Z]{2}-[1-9]\d?$/.test(id))).toEqual([]);
    for (const family of families) {
      const numbers = [...ids].filter((id) => id.startsWith(`${family}-`)).map((id) => Number(id.slice(3)));
      expect(numbers.toSorted((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
    }
  });

  it("states promises as facts, without 'should'", () => {
    expect(contractClauses.filter((clause) => /should/i.test(clause.title))).toEqual([]);
  });
});

describe("a gap", () => {
  const clause = contractClauses[0]!;

  it("puts its reason into the title of the skipped test", () => {
    const title = clauseTitle(clause, { clause: clause.id, reason: "no order across slots" });
    expect(title).toBe(`${clause.id} ${clause.title} (not promised: no order across slots)`);
  });

  it("that names no clause, comes twice or has no reason is an error", () => {
    const check =
      (...gaps: { clause: string; reason: string }[]) =>
      () =>
        checkGaps(contractClauses, gaps);
    expect(check({ clause: "AP-1", reason: "why" })).not.toThrow();
    expect(check({ clause: "AP-99", reason: "why" })).toThrow("AP-99");
    expect(check({ clause: "AP-1", reason: "why" }, { clause: "AP-1", reason: "why" })).toThrow("twice");
    expect(check({ clause: "AP-1", reason: " " })).toThrow("no reason");
  });
});
