import { readFileSync } from "node:fs";
import { memoryEventStore, memoryStorage } from "@promptledger/adapter-memory";
import { testClock, testIds, testLedger } from "@promptledger/testing/ledger";
import { describe, expect, test } from "vitest";

const saying = (content: string) => ({ messages: [{ role: "user", content }] });

describe("a ledger for a host's tests", () => {
  test("has the given prompts, ready to be resolved", async () => {
    const { acme, prompts } = await testLedger({
      prompts: [
        {
          name: "Support",
          starred: true,
          tags: ["urgent", { key: "area", value: "billing", color: "#ff0000" }],
          versions: [saying("Hi {{who}}"), saying("Bye {{who}}")],
          live: 1,
        },
        {
          id: "second",
          name: "Second",
          versions: [saying("a"), saying("b"), saying("c")],
          draft: true,
          live: { qa: 2 },
        },
        { name: "Empty" },
      ],
    });
    expect(prompts).toMatchObject([
      {
        slug: "support",
        starred: true,
        numbers: [1, 2],
        draft: null,
        tags: [{ key: "urgent" }, { value: "billing" }],
      },
      { id: "second", numbers: [1, 2, 3], draft: 3, live: null, deployments: { qa: { number: 2 } } },
      { slug: "empty", numbers: [], live: null },
    ]);
    expect((await acme.resolve("support")).render({ who: "Jane" }).messages[0]?.["content"]).toBe("Hi Jane");
    expect((await acme.prompts.find()).total).toBe(3);
  });

  test("is empty by default, and takes writes", async () => {
    const { acme, ledger } = await testLedger();
    expect((await acme.prompts.find()).total).toBe(0);
    await acme.prompts.create({ name: "One" });
    await using _closed = ledger;
    expect((await acme.prompts.find()).total).toBe(1);
  });

  test("is the same in every run: ids, times and all", async () => {
    const make = () => testLedger({ prompts: [{ name: "Support", versions: [saying("Hi")], live: 1 }] });
    const [first, second] = [await make(), await make()];
    expect(first.prompts).toEqual(second.prompts);
    expect(first.prompts[0]).toMatchObject({ createdAt: Date.UTC(2026, 0, 1), createdBy: "test" });
  });

  test("takes its time and its ids from the test", async () => {
    const clock = testClock(1000);
    const { acme, ids } = await testLedger({
      clock,
      ids: testIds(9),
      tenant: "other",
      actor: { id: "jane" },
    });
    clock.advance(500);
    const prompt = await acme.prompts.create({ name: "One" });
    expect(prompt).toMatchObject({ createdAt: 1500, createdBy: "jane" });
    expect(prompt.id).toMatch(/^prm_00000001EW000009/);
    expect(acme.tenant).toBe("other");
    expect(ids.ulid(0) > prompt.id.slice("prm_".length)).toBe(true);
  });

  test("ends with its block, and its store with it", async () => {
    const opened = memoryEventStore();
    {
      await using test = await testLedger({ store: () => opened, prompts: [{ name: "One" }] });
      expect(test.store).toBe(opened);
    }
    expect(() => opened.readLog("acme", { after: 0 })).toThrow(/closed/u);
    const failing = { store: () => memoryEventStore(), prompts: [{ name: "" }] };
    await expect(testLedger(failing)).rejects.toMatchObject({ code: "invalid-input" });
  });

  test("shares a store with others and sees none of their prompts, though its ids are theirs", async () => {
    const storage = memoryStorage();
    const open = () =>
      testLedger({
        store: async (clock) => memoryEventStore({ storage, clock }),
        prompts: [{ name: "Support", versions: [saying("Hi")], live: 1 }],
      });
    await using first = await open();
    await using second = await open();
    first.clock.advance(1000);
    await first.acme.prompts.edit("support", { name: "Other" });
    expect(first.acme.tenant).not.toBe(second.acme.tenant);
    expect(await second.acme.prompts.find()).toMatchObject({ total: 1, items: [{ name: "Support" }] });
    expect((await first.acme.prompts.get("support")).updatedAt).toBe(Date.UTC(2026, 0, 1) + 1000);
    expect(first.prompts).toEqual(second.prompts);
  });

  test("comes by a door that loads no test runner", () => {
    const seen = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: URL): void => {
      if (seen.has(file.href)) return;
      seen.add(file.href);
      for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/ from "([^"]+)"/gu))
        if (name.startsWith(".")) visit(new URL(name, file));
        else packages.add(name);
    };
    visit(new URL("../src/ledger.ts", import.meta.url));
    expect([...packages].sort()).toEqual([
      "@promptledger/adapter-memory",
      "@promptledger/core",
      "@promptledger/core/adapter",
    ]);
  });

  test("refuses what the ledger refuses: a draft cannot be live", async () => {
    const prompts = [{ name: "Draft", versions: [saying("Hi")], draft: true, live: 1 }];
    await expect(testLedger({ prompts })).rejects.toMatchObject({ code: "version-is-draft" });
  });
});

describe("ids for tests", () => {
  test("are ULIDs that sort in the order in which they were made, also when time goes back", () => {
    const ids = testIds();
    const made = [ids.ulid(5), ids.ulid(5), ids.ulid(3), ids.ulid(1_767_225_600_000)];
    expect(made.toSorted()).toEqual(made);
    for (const id of made) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(testIds(7).ulid(0)).toBe("00000000000000070000000001");
  });

  test("are the same for a seed, and others for another", () => {
    const draw = (seed: number) => {
      const ids = testIds(seed);
      return [ids.ulid(0), ids.random(), ids.random()];
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(4)).not.toEqual(draw(3));
  });

  test("spread their random numbers over 0 to 1", () => {
    const ids = testIds();
    const drawn = Array.from({ length: 1000 }, () => ids.random());
    expect(Math.min(...drawn)).toBeLessThan(0.05);
    expect(Math.max(...drawn)).toBeGreaterThan(0.95);
    expect(Math.max(...drawn)).toBeLessThan(1);
  });
});
