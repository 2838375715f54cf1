import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import type { EventStore, Filter, FilterField, FilterValue, Sort } from "@promptledger/core/adapter";
import { FILTER_OPERATORS, NEWEST_FIRST } from "@promptledger/core/adapter";
import { testPostgresUrl } from "@promptledger/test-servers";
import { testClock } from "@promptledger/testing";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postgresEventStore } from "../src/index.ts";
import { newSchema } from "./new-schema.ts";
import { openPGlite } from "./open-storage.ts";

// What the contract's generators leave out: numbers and texts at the edges, sizes, and a database that orders text by a language,
// as most do; the tests' server itself orders it by byte.

const NAMES = ["a", "B", "_", "-b", "é", "z", "\uE000", "\u{1F600}", "Ä", "ab c"];
const database = newSchema();
const url = new URL(testPostgresUrl());
const server = new Client({ connectionString: url.href });
url.pathname = `/${database}`;
const pool = new Pool({ connectionString: url.href, max: 2 });
const clock = testClock();
const model = memoryEventStore({ clock });
const store = postgresEventStore({ pool, clock });

beforeAll(async () => {
  await server.connect();
  await server.query(
    `CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'`,
  );
  await store.migrate();
  await fill(model);
  await fill(store);
});

afterAll(async () => {
  await store.close();
  await pool.end();
  // Not by force: it waits for connections that the pool has let go of and that are still closing.
  await server.query(`DROP DATABASE ${database}`);
  await server.end();
});

async function fill(target: EventStore): Promise<void> {
  const acme = createLedger({ store: target, clock }).as({ tenant: "acme", actor: { id: "jane" } });
  for (const [index, name] of NAMES.entries()) {
    const prompt = await acme.prompts.create({ id: `prm-${index}`, slug: `slug-${index}`, name });
    const [temperature, seed, maxTokens] = [index / 10, 2 ** 53 - 1 - index, index + 1];
    await acme.versions.create(prompt, { model: name, maxTokens, temperature, seed });
    if (index % 2 === 0) await acme.prompts.tag(prompt, { key: name, value: NAMES[index + 1] ?? null });
  }
}

async function find(target: EventStore, filter: Filter, sort: Sort = NEWEST_FIRST): Promise<unknown> {
  const query = {
    filter,
    sort,
    page: { number: 1, size: 100 },
    scope: "all",
    environment: "production",
  } as const;
  const { total, rows } = await target.catalog.findPrompts("acme", query);
  return { total, ids: rows.map(({ prompt }) => prompt.state.id) };
}

async function findsTheSame(fields: readonly FilterField[], values: readonly FilterValue[]): Promise<void> {
  for (const field of fields) {
    for (const operator of FILTER_OPERATORS) {
      for (const value of values) {
        for (const ignoreCase of typeof value === "string" ? [false, true] : [false]) {
          const filter = { type: "compare", field, operator, value, ignoreCase } as const;
          expect(await find(store, filter), JSON.stringify(filter)).toEqual(await find(model, filter));
        }
      }
    }
  }
}

test("numbers between, beyond and next to what is stored compare exactly", async () => {
  const edges = [
    0.5,
    -0,
    0.30000000000000004,
    1.5,
    5e-324,
    -1e300,
    1e300,
    2 ** 53 - 2,
    2 ** 53,
    2 ** 63,
    2 ** 64,
  ];
  const values = [
    ...edges,
    clock.now() + 0.5,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ];
  const fields = ["createdAt", "commitCount", "current.number", "current.maxTokens", "current.seed"] as const;
  await findsTheSame([...fields, "current.temperature", "live.number"], values);
});

test("text is compared by code point, and folded in the process, whatever the database's language", async () => {
  await findsTheSame(["name", "tag", "current.model"], [...NAMES, "A", "É", "ä", "b", "\uD800\uDC00"]);
});

test("text is sorted by code point, whatever the database's language", async () => {
  const all: Filter = { type: "and", filters: [] };
  for (const direction of ["ascending", "descending"] as const) {
    const sort = { field: "name", direction } as const;
    expect(await find(store, all, sort)).toEqual(await find(model, all, sort));
  }
});

test("text that cannot be stored is never found", async () => {
  for (const value of ["a\u0000", "\uD83D", "\uDE00", "a\uD83D"]) {
    for (const operator of FILTER_OPERATORS) {
      const filter = { type: "compare", field: "name", operator, value } as const;
      expect(await find(store, filter), operator).toEqual({ total: 0, ids: [] });
      expect(await find(store, { type: "not", filter }), operator).toMatchObject({ total: NAMES.length });
    }
  }
  const page = { number: 1, size: 10 };
  expect(await store.catalog.findVersions("acme", { prompt: { id: "\u0000" }, page })).toMatchObject({
    total: 0,
    prompt: null,
  });
  const query = {
    filter: { type: "and", filters: [] },
    sort: NEWEST_FIRST,
    page,
    scope: "all",
    environment: "\uD83D",
  } as const;
  const { rows } = await store.catalog.findPrompts("acme", query);
  expect(rows.map(({ live }) => live)).toEqual(NAMES.map(() => null));
});

const IS_A: Filter = { type: "compare", field: "name", operator: "equals", value: "a" };

function nested(depth: number): Filter {
  return depth === 0 ? IS_A : { type: "not", filter: { type: "or", filters: [nested(depth - 2)] } };
}

function wide(comparisons: number): Filter {
  return { type: "or", filters: Array.from({ length: comparisons }, () => IS_A) };
}

test("filters are nested 100 deep at most, and have 30,000 comparisons at most", async () => {
  const found = { total: 1, ids: ["prm-0"] };
  expect(await find(store, nested(100))).toEqual(found);
  expect(await find(store, wide(30_000))).toEqual(found);
  await expect(find(store, nested(102))).rejects.toMatchObject({
    code: "invalid-input",
    issues: [{ field: "filter" }],
  });
  await expect(find(store, wide(30_001))).rejects.toMatchObject({
    code: "invalid-input",
    issues: [{ field: "filter" }],
  });
});

test("PGlite too takes the deepest filters", async () => {
  const storage = await openPGlite({ clock });
  const other = await storage.connect({});
  await fill(other);
  expect(await find(other, nested(100))).toEqual({ total: 1, ids: ["prm-0"] });
  await other.close();
  await storage.close();
});

test("a page far beyond the end is empty", async () => {
  const page = { number: Number.MAX_SAFE_INTEGER, size: 1000 };
  const query = { filter: IS_A, sort: NEWEST_FIRST, page, scope: "all", environment: "production" } as const;
  expect(await store.catalog.findPrompts("acme", query)).toMatchObject({ total: 1, rows: [] });
  const versions = await store.catalog.findVersions("acme", { prompt: { id: "prm-1" }, page });
  expect(versions).toMatchObject({ total: 1, rows: [], prompt: { state: { id: "prm-1" } } });
});
