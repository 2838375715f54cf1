import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Ledger, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseHistory } from "../src/import/history-file.ts";
import type { ImportResult } from "../src/import/import-history.ts";
import { importHistory } from "../src/import/import-history.ts";
import { importedPromptId } from "../src/import/import-identity.ts";
import type { OracleLine } from "./history-oracle.ts";
import { oracle } from "./history-oracle.ts";
import type { RealHistory } from "./real-history.ts";
import { describeRealHistory, expectTexts } from "./real-history.ts";

describeRealHistory("the real history", realHistory);

function realHistory({ text, lines }: RealHistory): void {
  const names = [...new Set(lines.map(({ prompt }) => prompt))];
  const living = names.filter((name) => oracle(lines, name, Number.POSITIVE_INFINITY).status === "alive");
  let ledger: Ledger;
  let acme: TenantLedger;
  let first: ImportResult;

  const store = memoryEventStore();
  const { records } = store;
  const load = () =>
    importHistory({
      ledger,
      tenant: "acme",
      records,
      changes: parseHistory(text, "the real history", Date.now()),
    });

  beforeAll(async () => {
    ledger = createLedger({ store });
    acme = ledger.as({ tenant: "acme", actor: { id: "auditor" } });
    first = await load();
    console.log(`real history: ${first.written} changes imported in ${first.seconds.toFixed(1)} s`);
  });

  afterAll(() => ledger.close());

  test("is imported whole: 894 prompts, 773 of them alive", async () => {
    expect(first).toMatchObject({
      prompts: 894,
      alive: 773,
      written: 2825,
      alreadyImported: 0,
      ignored: 0,
      remarks: [],
    });
    const total = async (deleted: boolean | "any") => (await acme.prompts.find({ deleted })).total;
    expect([await total("any"), await total(false), await total(true)]).toEqual([894, 773, 121]);
  });

  test("changes nothing when it is imported again", async () => {
    const { position } = await acme.prompts.find();
    expect(await load()).toMatchObject({
      prompts: 894,
      alive: 773,
      written: 0,
      alreadyImported: 2825,
      ignored: 0,
    });
    expect((await acme.prompts.find()).position).toBe(position);
  });

  test("keeps the times and authors of the file", async () => {
    const log = [];
    for await (const event of acme.history.log()) if (event.stream.startsWith("prompt-")) log.push(event);
    const lifeCycle = log.filter(({ type }) => /^Prompt(Created|Deleted|Restored)$/u.test(type));
    const expected = (lines as (OracleLine & { by: string })[]).filter(({ action }) => action !== "edited");
    expect(lifeCycle.map(({ at, actor }) => [at, actor])).toEqual(
      expected.map(({ at, by }) => [Date.parse(at), by]),
    );
    expect(log.every(({ occurredAt, at }) => occurredAt === at)).toBe(true);
  });

  test("every living prompt can be resolved by its slug", async () => {
    for (const name of living.slice(0, 100)) {
      const { slug } = await acme.prompts.get({ id: importedPromptId(name) });
      const { content } = await acme.resolve(slug);
      const expected = oracle(lines, name, Number.POSITIVE_INFINITY);
      expect(content.messages).toEqual([
        { role: "user", content: expected.status === "alive" && expected.text },
      ]);
    }
  });

  test("is listed page by page: every living prompt once, sorted by name", async () => {
    const seen: string[] = [];
    for (let number = 1; ; number++) {
      const { items, total } = await acme.prompts.find({
        sort: { field: "name", direction: "ascending" },
        page: { number, size: 100 },
      });
      expect(total).toBe(773);
      if (items.length === 0) break;
      seen.push(...items.map(({ name }) => name));
    }
    expect(seen).toEqual([...living].sort(byCodePoint));
  });

  test("is filtered by name, author and time as the file says", async () => {
    const found = async (filter: Parameters<typeof acme.prompts.find>[0]) =>
      (await acme.prompts.find({ page: { number: 1, size: 1000 }, ...filter })).items
        .map(({ name }) => name)
        .sort(byCodePoint);
    const word = (name: string) => name.toLowerCase().includes("generator");
    const contains = {
      type: "compare",
      field: "name",
      operator: "contains",
      value: "GENERATOR",
      ignoreCase: true,
    } as const;
    expect(await found({ filter: contains })).toEqual(living.filter(word).sort(byCodePoint));

    const since = Date.parse("2025-01-01T00:00:00Z");
    const creation = (name: string) => Date.parse(lines.find(({ prompt }) => prompt === name)?.at ?? "");
    const created = {
      type: "compare",
      field: "createdAt",
      operator: "greaterOrEqual",
      value: since,
    } as const;
    expect(await found({ filter: created })).toEqual(
      living.filter((name) => creation(name) >= since).sort(byCodePoint),
    );
    expect(
      await found({ filter: { type: "and", filters: [contains, { type: "not", filter: created }] } }),
    ).toEqual(living.filter((name) => word(name) && creation(name) < since).sort(byCodePoint));
  });

  test("the newest come first by default", async () => {
    const { items } = await acme.prompts.find({ page: { number: 1, size: 1000 } });
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((left, right) => right - left));
  });

  test("for 500 random prompts and times the ledger gives the text of that moment", () =>
    expectTexts(acme, lines));
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
