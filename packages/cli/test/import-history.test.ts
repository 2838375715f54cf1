import { readFileSync } from "node:fs";
import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Clock, EventStore } from "@promptledger/core";
import { createLedger, LedgerError } from "@promptledger/core";
import { describe, expect, test } from "vitest";
import type { HistoryChange } from "../src/import/history-change.ts";
import { parseHistory } from "../src/import/history-file.ts";
import { importHistory } from "../src/import/import-history.ts";
import { importedPromptId } from "../src/import/import-identity.ts";
import { importSummary } from "../src/import/import-summary.ts";
import { CommandError } from "../src/terminal/command-error.ts";
import { progressOn } from "../src/terminal/progress.ts";
import { sample } from "./command.ts";

const DAY = 86_400_000;
const changes = parseHistory(readFileSync(sample, "utf8"), "the sample", Date.now());

function setUp(store: EventStore = memoryEventStore(), clock?: Clock) {
  const ledger = createLedger({ store, ...(clock ? { clock } : {}) });
  const tenant = ledger.as({ tenant: "acme", actor: { id: "tester" } });
  const load = (some: readonly HistoryChange[] = changes) =>
    importHistory({ ledger, tenant: "acme", records: store.records, changes: some });
  return { tenant, load };
}

function history(
  ...rows: readonly (readonly [action: HistoryChange["action"], prompt: string, text?: string])[]
) {
  const lines = rows.map(([action, prompt, text], index) =>
    JSON.stringify({
      at: new Date((index + 1) * DAY).toISOString(),
      by: `author-${index}`,
      action,
      prompt,
      text,
    }),
  );
  return parseHistory(lines.join("\n"), "test", Date.now());
}

describe("importing twice", () => {
  test("changes nothing the second time, and says so", async () => {
    const { tenant, load } = setUp();
    expect(importSummary(await load()).at(-1)).toMatch(/^25 new changes: 8 prompts, 7 alive/u);
    const { position } = await tenant.prompts.find();
    expect(importSummary(await load()).at(-1)).toMatch(
      /^0 new changes, 25 already imported: 8 prompts, 7 alive/u,
    );
    expect((await tenant.prompts.find()).position).toBe(position);
  });

  test("changes nothing even if the store no longer remembers the command ids", async () => {
    let now = Date.now();
    const clock: Clock = { now: () => now, sleep: async () => undefined };
    const { tenant, load } = setUp(memoryEventStore({ clock }), clock);
    await load();
    now += 31 * DAY;
    // One write makes the store remove expired command ids.
    await tenant.prompts.create({ name: "Another" });
    const { position } = await tenant.prompts.find();
    expect(await load()).toMatchObject({ written: 0, alreadyImported: 25 });
    expect((await tenant.prompts.find()).position).toBe(position);
  });

  test("continues where an interrupted import stopped, and includes what was added to the file since", async () => {
    const { load } = setUp();
    await load(changes.slice(0, 18));
    expect(await load()).toMatchObject({ written: 7, alreadyImported: 18, prompts: 8, alive: 7 });
  });
});

test("An import whose storage fails stops between changes, says where, and is finished by running it again", async () => {
  const store = memoryEventStore();
  const many = history(
    ...Array.from({ length: 250 }, (_, index) => ["created", `Prompt ${index}`, "a"] as const),
  );
  let left = 1;
  const failing: EventStore = {
    ...store,
    append: (batch) => (left-- > 0 ? store.append(batch) : Promise.reject(new Error("the disk is full"))),
  };
  const { load } = setUp(failing);
  const error = await load(many).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  expect((error as CommandError).message).toMatch(
    /stopped at line 101, after 100 of 250 changes: the disk is full/u,
  );
  left = 1000;
  expect(await load(many)).toMatchObject({ written: 150, alreadyImported: 100 });
});

test("An import of which an outcome is unknown looks it up, and writes nothing twice", async () => {
  const store = memoryEventStore();
  let lost = 1;
  const losing: EventStore = {
    ...store,
    append: async (batch) => {
      const result = await store.append(batch);
      if (lost-- > 0) throw new LedgerError("outcome-unknown", "the connection was lost");
      return result;
    },
  };
  const { tenant, load } = setUp(losing);
  expect(await load()).toMatchObject({ written: 25, alreadyImported: 0 });
  const { position } = await tenant.prompts.find();
  expect(await load()).toMatchObject({ written: 0, alreadyImported: 25 });
  expect((await tenant.prompts.find()).position).toBe(position);
});

test("An import stops if somebody else changes one of its prompts meanwhile, and is finished by running it again", async () => {
  const store = memoryEventStore();
  const { tenant, load } = setUp(store);
  await load(history(["created", "A", "a"]));
  const other: EventStore = {
    ...store,
    records: {
      ...store.records,
      // The plan is made by now.
      async list(scope, kind) {
        const prompt = { id: importedPromptId("A") };
        await tenant.prompts.edit(prompt, { description: "other" }, { occurredAt: 2 * DAY });
        return store.records.list(scope, kind);
      },
    },
  };
  const file = history(["created", "A", "a"], ["edited", "A", "b"]);
  await expect(setUp(other).load(file)).rejects.toMatchObject({
    code: "import-interrupted",
    cause: { code: "revision-mismatch" },
  });
  expect(await load(file)).toMatchObject({ written: 1, alreadyImported: 1 });
});

test("A prompt that is restored after another took its slug gets a new slug, with a remark", async () => {
  const { tenant, load } = setUp();
  const { remarks, written } = await load(
    history(
      ["created", "Quiz", "a"],
      ["deleted", "Quiz"],
      ["created", "quiz!", "b"],
      ["created", "Quiz", "a"],
    ),
  );
  expect(written).toBe(4);
  expect(remarks.map(({ line }) => line)).toEqual([4]);
  const { slug } = await tenant.prompts.get({ id: importedPromptId("Quiz") });
  expect(slug).toBe(`quiz-${importedPromptId("Quiz")}`);
  expect((await tenant.resolve(slug)).content.messages).toEqual([{ role: "user", content: "a" }]);
  expect((await tenant.resolve("quiz")).promptId).toBe(importedPromptId("quiz!"));
});

test("A history that contradicts what the ledger has is refused before anything is written", async () => {
  const { tenant, load } = setUp();
  await load(history(["created", "A", "a"]));
  await tenant.prompts.edit({ id: importedPromptId("A") }, { description: "changed today" });
  const { position } = await tenant.prompts.find();
  const error = await load(history(["created", "B", "b"], ["edited", "A", "c"])).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "history-contradicts-ledger", issues: [{ field: "line 2" }] });
  expect((await tenant.prompts.find()).position).toBe(position);
});

test("On a terminal a bar shows the progress of an import, and the cursor is shown again afterwards", async () => {
  let written = "";
  const err = {
    isTTY: true,
    columns: 100,
    write: (text: string) => {
      written += text;
      return true;
    },
    on: () => undefined,
    removeListener: () => undefined,
  };
  const store = memoryEventStore();
  const ledger = createLedger({ store });
  const progress = progressOn({ out: err, err, environment: { NO_COLOR: "1" } }, "import");
  await importHistory({ ledger, tenant: "acme", records: store.records, changes, progress });
  expect(written).toContain("█");
  expect(written).toMatch(/100 % \| 25 of 25 changes/u);
  expect(written.lastIndexOf("\u001b[?25h")).toBeGreaterThan(written.lastIndexOf("\u001b[?25l"));
  expect(written).not.toContain("\u001b[36m");
});

test("without a terminal, work that takes longer than a second gets a line for every tenth", () => {
  const written: string[] = [];
  const err = { write: (text: string) => written.push(text) };
  let now = 0;
  const progress = progressOn({ out: err, err, environment: {} }, "export", "events", () => now);
  progress.start(20);
  progress.advance(5);
  expect(written).toEqual([]);
  now = 1000;
  for (let done = 6; done <= 8; done++) progress.advance(done);
  progress.advance(20);
  expect(written).toEqual([
    "export 30 % (6 of 20 events)\n",
    "export 40 % (8 of 20 events)\n",
    "export 100 % (20 of 20 events)\n",
  ]);
});
