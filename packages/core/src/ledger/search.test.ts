import { describe, expect, test } from "vitest";
import type { Bench } from "../../test/ledger.ts";
import { BEGINNING, bench, refusal, saying } from "../../test/ledger.ts";
import type { SearchOptions, SearchPageOptions } from "../read/search-options.ts";
import type { TenantLedger } from "./tenant-ledger.ts";

const DAY = 86_400_000;

/** What a search finds, as positions. */
async function found(ledger: TenantLedger, options?: SearchPageOptions): Promise<readonly number[]> {
  return (await ledger.history.search(options)).events.map(({ position }) => position);
}

/** A tenant with a history of a few days: who did what is in the comments. */
async function filled(): Promise<Bench> {
  const one = bench();
  const { clock, ledger, as } = one;
  const ann = as("ann", { kind: "admin" });
  // Position 1 PromptCreated, 2 SlugClaimed, 3 VersionCreated, 4 VersionCommitted
  const greeting = await ann.prompts.create({ id: "greeting", name: "Greeting" });
  await ann.versions.create(greeting, saying("Good MORNING, Straße {{name}}"), {
    reason: "asked for by Sales",
    metadata: { ticket: "OPS-17" },
  });
  await ann.versions.commit(greeting, { message: "first words" });
  await clock.advance(DAY);
  // 5 and 6 VersionDeployed, 7 VersionUndeployed
  await one.jane.deployments.deploy(greeting, { version: 1 });
  await one.jane.deployments.deploy(greeting, { version: 1, environment: "staging" });
  await one.jane.deployments.undeploy(greeting, { environment: "staging" });
  await clock.advance(DAY);
  // 8 PromptCreated, 9 SlugClaimed, both of a day before everything else
  await ledger.importChanges("acme", [
    {
      actor: { id: "sam" },
      occurredAt: BEGINNING - DAY,
      commandId: "i",
      commands: [{ type: "CreatePrompt", id: "old", name: "Old" }],
    },
  ]);
  // 10 PromptDeleted, 11 SlugReleased
  await one.jane.prompts.delete({ id: "old" });
  return one;
}

describe("a search", () => {
  test("finds by actor, kind, type, prompt, environment and text, and needs all that is named", async () => {
    const { jane } = await filled();
    const cases: readonly (readonly [SearchOptions, readonly number[]])[] = [
      [{ actor: "ann" }, [1, 2, 3, 4]],
      [{ actor: ["sam", "ann"] }, [8, 9, 1, 2, 3, 4]],
      [{ actor: "nobody" }, []],
      [{ kinds: ["admin"] }, [1, 2, 3, 4]],
      [{ kinds: ["user", "application"] }, []],
      [{ types: ["PromptCreated", "SlugReleased"] }, [8, 1, 11]],
      [{ prompt: "greeting" }, [1, 3, 4, 5, 6, 7]],
      [{ prompt: { id: "old" } }, [8, 10]],
      [{ environment: "staging" }, [6, 7]],
      [{ environment: "staging", types: ["VersionDeployed", "PromptCreated"] }, [6]],
      [{ environment: "production", types: ["PromptCreated"] }, []],
      [{ text: "morning, STRAßE" }, [3]],
      [{ text: "sales" }, [3]],
      [{ text: "ops-17" }, [3]],
      [{ text: "First" }, [4]],
      [{ text: "greeting" }, [1, 2]],
      [{ text: "pv_" }, []],
      [{ actor: "ann", text: "morning", prompt: { id: "old" } }, []],
    ];
    for (const [options, positions] of cases)
      expect([options, await found(jane, { ...options, order: "oldest" })]).toEqual([options, positions]);
  });

  test("takes from and to for when things happened, or for when they were recorded; a date alone is the whole day", async () => {
    const { jane } = await filled();
    const second = [5, 6, 7];
    expect(await found(jane, { from: "2026-01-02", to: "2026-01-02", order: "oldest" })).toEqual(second);
    expect(await found(jane, { from: BEGINNING + DAY, to: BEGINNING + DAY, order: "oldest" })).toEqual(
      second,
    );
    expect(await found(jane, { to: "2025-12-31" })).toEqual([9, 8]);
    expect(await found(jane, { to: "2025-12-31", recorded: true })).toEqual([]);
    expect(await found(jane, { from: new Date(BEGINNING + 2 * DAY), recorded: true })).toEqual([
      11, 10, 9, 8,
    ]);
    expect(await found(jane, { from: new Date(BEGINNING + 2 * DAY) })).toEqual([11, 10]);
  });

  test("comes newest first, in pages that together are everything, with no page after the last", async () => {
    const { jane } = await filled();
    const all = await found(jane);
    expect(all).toEqual([11, 10, 7, 6, 5, 4, 3, 2, 1, 9, 8]);
    for (const options of [{}, { kinds: ["host", "admin"] as const }, { recorded: true }]) {
      for (const limit of [1, 2, 11]) {
        const pages: (readonly number[])[] = [];
        let next: string | null | undefined;
        while (next !== null) {
          const given: SearchPageOptions = {
            ...options,
            limit,
            ...(next === undefined ? {} : { cursor: next }),
          };
          const page = await jane.history.search(given);
          pages.push(page.events.map(({ position }) => position));
          next = page.next;
        }
        expect(pages.flat()).toEqual(await found(jane, options));
        expect(pages.length).toBe(Math.ceil(11 / limit));
      }
    }
    const one: number[] = [];
    for await (const { position } of jane.history.searchAll({ order: "oldest", recorded: true }))
      one.push(position);
    expect(one).toEqual(all.toSorted((left, right) => left - right));
  });

  test("refuses options that it does not know or that say nothing, and names the field", async () => {
    const { jane } = await filled();
    const cases: readonly (readonly [object, string])[] = [
      [{ actors: ["ann"] }, "actors"],
      [{ actor: "" }, "actor"],
      [{ actor: [] }, "actor"],
      [{ kinds: ["robot"] }, "kinds[0]"],
      [{ kinds: [] }, "kinds"],
      [{ types: ["PromptMoved"] }, "types[0]"],
      [{ types: [] }, "types"],
      [{ prompt: 5 }, "prompt"],
      [{ environment: "" }, "environment"],
      [{ from: "yesterday" }, "from"],
      [{ to: "2026-02-30" }, "to"],
      [{ from: "2026-01-02", to: "2026-01-01" }, "from"],
      [{ text: "" }, "text"],
      [{ text: 5 }, "text"],
      [{ recorded: "yes" }, "recorded"],
      [{ order: "up" }, "order"],
      [{ limit: 0 }, "limit"],
      [{ limit: 1001 }, "limit"],
      [{ cursor: "" }, "cursor"],
      [{ cursor: "x" }, "cursor"],
      [{ cursor: `${"0".repeat(16)}_1_1_%E0` }, "cursor"],
    ];
    for (const [options, field] of cases) {
      const { code, fields } = await refusal(jane.history.search(options));
      expect([options, code, fields]).toEqual([options, "invalid-input", [field]]);
    }
    const one = jane.history.searchAll({ limit: 5 } as object)[Symbol.asyncIterator]();
    expect((await refusal(one.next())).fields).toEqual(["limit"]);
  });

  test("refuses the cursor of another search, and one whose event the log no longer has", async () => {
    const { jane, ledger } = await filled();
    const options = { types: ["PromptCreated", "VersionDeployed"], limit: 1 } as const;
    const { next } = await jane.history.search(options);
    if (next === null) throw new Error("there must be a second page");
    expect(await found(jane, { ...options, limit: 2, cursor: next })).toEqual([5, 1]);
    for (const other of [
      { limit: 1 },
      { ...options, order: "oldest" as const },
      { ...options, actor: "jane" },
      { ...options, text: "g" },
      { ...options, to: "2027-01-01" },
    ]) {
      const refused = await refusal(jane.history.search({ ...other, cursor: next }));
      expect([refused.code, refused.fields]).toEqual(["invalid-input", ["cursor"]]);
    }
    const elsewhere = ledger.as({ tenant: "other", actor: { id: "jane" } });
    expect((await refusal(elsewhere.history.search({ ...options, cursor: next }))).fields).toEqual([
      "cursor",
    ]);
    const lost = next.replace(/[^_]+$/u, "another");
    expect((await refusal(jane.history.search({ ...options, cursor: lost }))).code).toBe("history-diverged");
  });

  test("needs READ on the whole tenant, or on the prompt that it is for", async () => {
    const { jane, as } = await filled();
    const bob = as("bob", { kind: "user" });
    await jane.access.grant("greeting", { subject: { type: "user", id: "bob" }, permissions: ["READ"] });
    expect(await found(bob, { prompt: "greeting", actor: "jane", types: ["VersionDeployed"] })).toEqual([
      6, 5,
    ]);
    for (const options of [{}, { prompt: { id: "old" } }, { actor: "bob" }])
      expect((await refusal(bob.history.search(options))).code).toBe("forbidden");
    const all = bob.history.searchAll()[Symbol.asyncIterator]();
    expect((await refusal(all.next())).code).toBe("forbidden");
    await jane.access.grant(
      { tenant: true },
      { subject: { type: "user", id: "bob" }, permissions: ["READ"] },
    );
    expect(await found(bob, { actor: "sam" })).toEqual([9, 8]);
    expect((await refusal(jane.history.search({ prompt: "missing" }))).code).toBe("prompt-not-found");
  });

  test("never searches sealed secrets", async () => {
    const { jane } = bench();
    await jane.integrations.save("openai", { type: "openai", configuration: { apiKey: "sk-1" } });
    expect(await found(jane, { text: "sealed" })).toEqual([]);
    expect(await found(jane, { text: "openai" })).toEqual([1]);
  });
});
