import { memoryEventStore } from "@promptledger/adapter-memory";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../store/event-store.ts";
import { createLedger } from "./create-ledger.ts";
import type { ImportedChange } from "./import-changes.ts";

const JANE = { id: "jane", kind: "host" } as const;
const SAM = { id: "sam", kind: "host" } as const;
const prompt = { id: "prompt-1" };

const created: ImportedChange = {
  actor: JANE,
  occurredAt: 1000,
  commandId: "line-1",
  commands: [
    { type: "CreatePrompt", id: prompt.id, name: "Greeting" },
    { type: "CreateVersion", prompt, input: { messages: [{ role: "user", content: "Hi" }] } },
    { type: "CommitVersion", prompt },
  ],
};
const edited: ImportedChange = {
  actor: SAM,
  occurredAt: 2000,
  commandId: "line-2",
  commands: [{ type: "EditPrompt", prompt, description: "d" }],
};
const deleted: ImportedChange = {
  actor: JANE,
  occurredAt: 3000,
  commandId: "line-3",
  commands: [{ type: "DeletePrompt", prompt }],
};

function setUp(wrap: (store: EventStore) => EventStore = (store) => store) {
  const inner = memoryEventStore();
  const calls = { load: 0, append: 0 };
  const store = wrap({
    ...inner,
    load: (...args) => {
      calls.load += 1;
      return inner.load(...args);
    },
    append: (...args) => {
      calls.append += 1;
      return inner.append(...args);
    },
  });
  const ledger = createLedger({ store });
  const reader = ledger.as({ tenant: "acme", actor: { id: "reader" } });
  return { ledger, reader, calls };
}

describe("changes of an imported history", () => {
  test("are one append, and each event has the actor, the time and the command id of its change", async () => {
    const { ledger, reader, calls } = setUp();
    const { receipt, revisions } = await ledger.importChanges("acme", [created, edited, deleted]);
    expect(receipt).toMatchObject({ changed: true, repeated: false });
    expect(calls.append).toBe(1);
    expect(calls.load).toBeLessThanOrEqual(3);
    const events = (await reader.history.of(prompt)).items;
    expect(events.map(({ type, actor, at, commandId }) => [type, actor, at, commandId])).toEqual([
      ["PromptCreated", "jane", 1000, "line-1"],
      ["VersionCreated", "jane", 1000, "line-1"],
      ["VersionCommitted", "jane", 1000, "line-1"],
      ["PromptEdited", "sam", 2000, "line-2"],
      ["PromptDeleted", "jane", 3000, "line-3"],
    ]);
    expect(revisions).toEqual({ [prompt.id]: 5 });
    expect((await reader.prompts.get(prompt, { deleted: true })).revision).toBe(5);
    expect((await reader.actors.list()).map(({ id }) => id)).toEqual(expect.arrayContaining(["jane", "sam"]));
  });

  test("are what the same changes are one by one", async () => {
    const together = setUp();
    await together.ledger.importChanges("acme", [created, edited]);
    const single = setUp();
    for (const one of [created, edited]) await single.ledger.importChanges("acme", [one]);
    const shown = async ({ reader }: ReturnType<typeof setUp>) => {
      const { current, ...details } = await reader.prompts.get(prompt);
      return { ...details, current: { ...current, id: "" } };
    };
    expect(await shown(together)).toEqual(await shown(single));
  });

  test("change nothing when they are repeated, and the receipt says so", async () => {
    const { ledger, reader } = setUp();
    const first = await ledger.importChanges("acme", [created, edited]);
    const again = await ledger.importChanges("acme", [created, edited]);
    expect(again).toEqual({ ...first, receipt: { ...first.receipt, repeated: true } });
    expect((await reader.history.of(prompt)).items).toHaveLength(4);
  });

  test("are all rejected if one is, and nothing is written", async () => {
    const { ledger, reader } = setUp();
    for (const [wrong, code] of [
      [{ ...edited, occurredAt: 1 }, "time-goes-back"],
      [{ ...edited, expected: 7 }, "revision-mismatch"],
      [{ ...edited, commands: [{ type: "DeleteVersion", prompt, number: 9 }] }, "version-not-found"],
    ] as const)
      await expect(ledger.importChanges("acme", [created, wrong])).rejects.toMatchObject({ code });
    await expect(reader.prompts.get(prompt, { deleted: "any" })).rejects.toMatchObject({
      code: "prompt-not-found",
    });
  });

  test("are decided again if another writer was first", async () => {
    let first: (() => Promise<unknown>) | null = null;
    const inner = memoryEventStore();
    const { ledger, reader } = setUp(() => ({
      ...inner,
      async append(batch) {
        const other = first;
        first = null;
        await other?.();
        return inner.append(batch);
      },
    }));
    await ledger.importChanges("acme", [created]);
    // As another process has it, with a queue of its own.
    const elsewhere = createLedger({ store: inner }).as({ tenant: "acme", actor: SAM });
    first = () => elsewhere.versions.create(prompt, { model: "m" }, { occurredAt: 1500 });
    await ledger.importChanges("acme", [edited]);
    const types = (await reader.history.of(prompt)).items.map(({ type }) => type);
    expect(types.slice(-2)).toEqual(["VersionCreated", "PromptEdited"]);
  });

  test("are in a live view all at once, as they are in the log", async () => {
    const { ledger, reader } = setUp();
    const ids = ["a", "b"];
    const change = (id: string, at: number, commands: ImportedChange["commands"]): ImportedChange => ({
      actor: { id: `editor of ${id}` },
      occurredAt: at,
      commandId: `${id} at ${at}`,
      commands,
    });
    const create = (id: string): ImportedChange["commands"] => [
      { type: "CreatePrompt", id, name: id },
      { type: "SaveVersion", prompt: { id }, number: 1, mode: "replace", input: { model: "m" } },
    ];
    await ledger.importChanges("acme", [change("a", 1, create("a")), change("b", 1, create("b"))]);
    await using live = await reader.live();
    const seen: number[] = [];
    live.on("change", () => seen.push(live.resolve("a").number + live.resolve("b").number));
    const deploy = (id: string) => change(id, 2, [{ type: "DeployVersion", prompt: { id }, version: 1 }]);
    const { receipt } = await ledger.importChanges("acme", ids.map(deploy) as ImportedChange[]);
    await live.caughtUp(receipt.position);
    expect(seen).toEqual([2, 2]);
  });

  test("that change nothing say so", async () => {
    const { ledger, reader } = setUp();
    await ledger.importChanges("acme", [created, edited]);
    const same = { ...edited, commandId: "line-4" };
    for (const repeated of [false, true])
      expect(await ledger.importChanges("acme", [same])).toEqual({
        receipt: { changed: false, position: (await reader.prompts.find()).position, repeated },
        revisions: {},
      });
  });

  test("are written as the policy allows each actor", async () => {
    const { ledger } = setUp();
    await ledger.importChanges("acme", [created]);
    const stranger = { ...edited, actor: { id: "eve", kind: "user" } as const };
    await expect(ledger.importChanges("acme", [stranger])).rejects.toMatchObject({ code: "forbidden" });
  });

  test.each([
    ["no changes", [], "changes"],
    ["no list", {}, "changes"],
    ["201 changes", Array.from({ length: 201 }, () => edited), "changes"],
    ["an unknown field", [{ ...edited, reason: "r" }], "changes[0].reason"],
    ["no time", [{ ...edited, occurredAt: undefined }], "changes[0].occurredAt"],
    ["no command id", [{ ...edited, commandId: undefined }], "changes[0].commandId"],
  ])("with %s are refused, and the error names the field", async (_what, changes, field) => {
    const { ledger } = setUp();
    await expect(ledger.importChanges("acme", changes as readonly ImportedChange[])).rejects.toMatchObject({
      code: "invalid-input",
      issues: [{ field }],
    });
  });
});
