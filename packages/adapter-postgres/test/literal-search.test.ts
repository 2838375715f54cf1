import type { Filter, FilterOperator } from "@promptledger/core/adapter";
import { meetsComparison } from "@promptledger/core/adapter";
import { testPostgresUrl } from "@promptledger/test-servers";
import fc from "fast-check";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileFilter } from "../src/catalog/compile-filter.ts";
import { postgresEventStore } from "../src/index.ts";
import { compileStatement } from "../src/query/statement.ts";
import { newSchema } from "./new-schema.ts";
import { insertPrompts } from "./search-plan.ts";

const WITHIN: readonly FilterOperator[] = ["contains", "startsWith", "endsWith"];
const schema = newSchema();
const pool = new Pool({ connectionString: testPostgresUrl(), max: 1 });
const store = postgresEventStore({ pool, schema, searchTimeout: 5000 });

beforeAll(async () => {
  await store.migrate();
  await insertPrompts(pool, schema, 2000);
  const name = "a".repeat(900);
  await pool.query(`UPDATE ${schema}.prompts SET name = $1, name_folded = $1`, [name]);
});

afterAll(async () => {
  await store.close();
  await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  await pool.end();
});

const compared = (operator: FilterOperator, ignoreCase: boolean, value: string): Filter => ({
  type: "compare",
  field: "name",
  operator,
  value,
  ignoreCase,
});

const find = async (filter: Filter, tenant = "acme"): Promise<number> =>
  (
    await store.catalog.findPrompts(tenant, {
      filter,
      scope: "all",
      sort: { field: "name", direction: "ascending" },
      page: { number: 1, size: 1 },
      environment: "production",
    })
  ).total;

// Each took 0.7 s for these 2,000 prompts: the server tried the pattern from every character on.
test.each(WITHIN)(
  "20 near matches of %s are compared with 2,000 names within the time limit",
  async (operator) => {
    const near = (index: number): string =>
      `${"a".repeat(430 + index)}b${operator === "startsWith" ? "" : "a"}`;
    for (const ignoreCase of [false, true]) {
      const filters = Array.from({ length: 20 }, (_, index) => compared(operator, ignoreCase, near(index)));
      expect(await find({ type: "or", filters })).toBe(0);
    }
  },
);

test("any value is found literally, at every length", async () => {
  const unit = fc.constantFrom("a", "B", "%", "_", "\\", "é", "\u{1F600}");
  const text = fc.string({ unit, minLength: 1, maxLength: 70 });
  const names = fc.sample(text, { numRuns: 40, seed: 1 });
  const insert = `UPDATE ${schema}.prompts SET name = $1, name_folded = $2, tenant = 'texts' WHERE prompt_id = $3`;
  for (const [index, name] of names.entries())
    await pool.query(insert, [name, name.toLowerCase(), `prm-${index + 1}`]);
  const part = fc
    .tuple(fc.constantFrom(...names), fc.nat(70), fc.nat(70), fc.constantFrom("", "", "a"))
    .map(
      ([name, from, to, end]) => `${[...name].slice(Math.min(from, to), Math.max(from, to)).join("")}${end}`,
    );
  await fc.assert(
    fc.asyncProperty(part, fc.constantFrom(...WITHIN), fc.boolean(), async (value, operator, ignoreCase) => {
      const meant = names.filter((name) => meetsComparison(name, operator, value, ignoreCase));
      expect(await find(compared(operator, ignoreCase, value), "texts")).toBe(meant.length);
    }),
    { numRuns: 60 },
  );
});

test("a pattern is given to the server only where an index takes it, and then it is short", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
      fc.constantFrom(...WITHIN),
      fc.boolean(),
      fc.constantFrom("name", "slug", "description", "tag", "current.model"),
      (value, operator, ignoreCase, field) => {
        const filter = { type: "compare", field, operator, value, ignoreCase } as const;
        const { text, values } = compileStatement(compileFilter(filter, "filter"));
        const patterns = [...text.matchAll(/LIKE \$(\d+)/gu)].map(([, number]) => values[Number(number) - 1]);
        if (field !== "name" || !ignoreCase) expect(patterns).toEqual([]);
        for (const pattern of patterns)
          expect(String(pattern).replaceAll("\\", "").length).toBeLessThanOrEqual(52);
      },
    ),
    { numRuns: 50 },
  );
});
