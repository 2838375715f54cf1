import { memoryEventStore } from "@promptledger/adapter-memory";
import type { TenantLedger } from "@promptledger/core";
import { createLedger, isLedgerError } from "@promptledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHistory } from "../src/import/history-file.ts";
import type { ImportResult } from "../src/import/import-history.ts";
import { importHistory } from "../src/import/import-history.ts";
import { importedPromptId } from "../src/import/import-identity.ts";
import { CommandError } from "../src/terminal/command-error.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-01-01T00:00:00Z");

interface Line {
  readonly day: number;
  readonly action: "created" | "edited" | "deleted";
  readonly prompt: string;
  readonly text: string;
}

/** A change by somebody else. A file is another import; a day is when it happened, and without one it happens now. */
type Other =
  | { readonly type: "file"; readonly lines: readonly Line[] }
  | {
      readonly type:
        | "delete"
        | "restore"
        | "write"
        | "edit"
        | "draft"
        | "long"
        | "namesake"
        | "late namesake";
      readonly prompt: string;
      readonly text: string;
      readonly day: number | null;
    };

const prompts = fc.constantFrom("P", "Q");
const texts = fc.constantFrom("a", "b");
const lines: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc.record({
      day: fc.integer({ min: 1, max: 4 }),
      action: fc.constantFrom("created" as const, "edited" as const, "deleted" as const),
      prompt: prompts,
      text: texts,
    }),
    { maxLength: 6 },
  )
  .map((all) => [...all].sort((left, right) => left.day - right.day));
const others: fc.Arbitrary<readonly Other[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("file" as const), lines }),
    fc.record({
      type: fc.constantFrom(
        "delete" as const,
        "restore" as const,
        "write" as const,
        "edit" as const,
        "draft" as const,
        "long" as const,
        "namesake" as const,
        "late namesake" as const,
      ),
      prompt: prompts,
      text: texts,
      day: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
  ),
  { maxLength: 4 },
);

function setUp() {
  const store = memoryEventStore();
  const ledger = createLedger({ store });
  const tenant = ledger.as({ tenant: "acme", actor: { id: "somebody" } });
  /** Null if the history is refused. */
  const load = async (file: readonly Line[]): Promise<ImportResult | null> => {
    const text = file
      .map(({ day, ...line }) =>
        JSON.stringify({ at: new Date(START + day * DAY).toISOString(), by: "jane", ...line }),
      )
      .join("\n");
    try {
      const changes = parseHistory(text, "test", Date.now());
      return await importHistory({ ledger, tenant: "acme", changes, records: store.records });
    } catch (error) {
      if (error instanceof CommandError && error.code === "history-contradicts-ledger") return null;
      throw error;
    }
  };
  const head = async () => (await tenant.prompts.find()).position;
  return { tenant, load, head };
}

async function apply(other: Other, tenant: TenantLedger, load: (file: readonly Line[]) => Promise<unknown>) {
  if (other.type === "file") return void (await load(other.lines));
  const { type, prompt: name, text, day } = other;
  const prompt = { id: importedPromptId(name) };
  const options = day === null ? {} : { occurredAt: START + day * DAY };
  const user = { role: "user", content: text };
  try {
    if (type === "delete") await tenant.prompts.delete(prompt, options);
    else if (type === "restore") await tenant.prompts.restore(prompt, {}, options);
    else if (type === "namesake") await tenant.prompts.create({ name }, options);
    else if (type === "late namesake")
      await tenant.prompts.delete(await tenant.prompts.create({ name }, options), options);
    else if (type === "edit") await tenant.prompts.edit(prompt, { description: text }, options);
    else if (type === "draft") await tenant.versions.create(prompt, { messages: [user] }, options);
    else {
      const messages = type === "long" ? [user, { role: "assistant", content: "yes" }] : [user];
      await tenant.batch(
        [
          { type: "CreateVersion", prompt, input: { messages } },
          { type: "CommitVersion", prompt },
        ],
        options,
      );
    }
  } catch (error) {
    // What the prompt's state does not allow, somebody else cannot have done.
    if (!isLedgerError(error)) throw error;
  }
}

test("Importing a file again changes nothing, whatever else happened to its prompts before or between", async () => {
  await fc.assert(
    fc.asyncProperty(others, lines, others, async (before, file, between) => {
      const { tenant, load, head } = setUp();
      for (const other of before) await apply(other, tenant, load);
      const start = await head();
      const first = await load(file);
      if (first === null) expect(await head()).toBe(start);
      // A file that contradicts the ledger may fit it later, as the test below shows.
      fc.pre(first !== null);
      for (const other of between) await apply(other, tenant, load);
      const position = await head();
      const second = await load(file);
      expect(await head()).toBe(position);
      expect(second?.written).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test("A file that is imported again does not restore what it deleted, where the ledger had its first line's text", async () => {
  const { tenant, load, head } = setUp();
  await load([{ day: 1, action: "created", prompt: "P", text: "a" }]);
  const file: readonly Line[] = [
    { day: 2, action: "created", prompt: "P", text: "a" },
    { day: 2, action: "deleted", prompt: "P", text: "a" },
  ];
  expect(await load(file)).toMatchObject({ written: 1, ignored: 1, alive: 0 });
  const position = await head();
  expect(await load(file)).toMatchObject({ written: 0, alreadyImported: 1, ignored: 1, alive: 0 });
  expect(await head()).toBe(position);
  expect((await tenant.prompts.find()).total).toBe(0);
});

test.each(["namesake", "late namesake"] as const)(
  "A prompt whose slug a %s took after the line's time is restored under another one",
  async (type) => {
    const { tenant, load } = setUp();
    const line = { day: 1, prompt: "P", text: "a" };
    await load([
      { ...line, action: "created" },
      { ...line, action: "deleted", day: 2 },
    ]);
    await apply({ ...line, type, day: null }, tenant, load);
    const result = await load([{ ...line, action: "created", day: 3 }]);
    const slug = `p-${importedPromptId("P")}`;
    const message = `its slug p belonged to another prompt after that time; restored as ${slug}`;
    expect(result).toMatchObject({ written: 1, remarks: [{ line: 1, message }] });
    expect((await tenant.prompts.get({ id: importedPromptId("P") })).slug).toBe(slug);
  },
);

test("A file that contradicts the ledger fits it when another file has brought its first line", async () => {
  const { load } = setUp();
  const line = { prompt: "P", text: "a" };
  await load([
    { ...line, day: 1, action: "created" },
    { ...line, day: 3, action: "deleted" },
  ]);
  const edited = { ...line, day: 3, action: "edited" } as const;
  const file: readonly Line[] = [edited, { ...line, day: 3, action: "deleted" }];
  expect(await load(file)).toBeNull();
  expect(await load([edited])).toMatchObject({ written: 1 });
  expect(await load(file)).toMatchObject({ written: 0, alreadyImported: 2 });
});

test("A line is judged by the ledger as it was at its time, not as it is today", async () => {
  const { tenant, load } = setUp();
  await load([{ day: 1, action: "created", prompt: "P", text: "a" }]);
  await tenant.prompts.delete({ id: importedPromptId("P") });
  expect(await load([{ day: 2, action: "created", prompt: "P", text: "a" }])).toMatchObject({
    written: 0,
    ignored: 1,
  });
  expect(await load([{ day: 2, action: "edited", prompt: "P", text: "b" }])).toBeNull();
});

test("A version with more than the file's text is not the same as the text", async () => {
  const { tenant, load } = setUp();
  const prompt = { id: importedPromptId("P") };
  await load([{ day: 1, action: "created", prompt: "P", text: "a" }]);
  const messages = [
    { role: "user", content: "a" },
    { role: "assistant", content: "yes" },
  ];
  await tenant.versions.create(prompt, { messages }, { occurredAt: START + 2 * DAY });
  await tenant.versions.commit(prompt, { message: "longer" }, { occurredAt: START + 2 * DAY });
  const again = { day: 3, action: "created", prompt: "P", text: "a" } as const;
  expect(await load([again])).toMatchObject({ written: 1, ignored: 0 });
  expect((await tenant.resolve({ id: prompt.id })).content.messages).toEqual([
    { role: "user", content: "a" },
  ]);
});
