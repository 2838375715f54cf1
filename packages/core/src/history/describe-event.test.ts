import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { initialPrompt } from "../prompt/state.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { describeEvent } from "./describe-event.ts";
import { historyEntry } from "./history-entry.ts";
import { decodeEvent, SCHEMA_VERSIONS } from "./ledger-event.ts";

const fixtures = new URL("../../test/fixtures/", import.meta.url);
const stored = (name: string): readonly RecordedEvent[] =>
  readFileSync(new URL(name, fixtures), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RecordedEvent);

test("grants, applications and integrations are described in short phrases, without secrets", () => {
  const events = ["access-events-v1.ndjson", "tags-events-v1.ndjson"].flatMap(stored);
  expect(events.map((event) => describeEvent(decodeEvent(event)).phrase)).toEqual([
    "granted READ on the whole tenant to user bob",
    "granted READ and UPDATE on the tag team:core to user bob",
    "revoked UPDATE on the tag team:core from user bob",
    'created the application "Worker" (worker)',
    "gave the application worker the role READERS",
    "gave the application worker the role USER",
    "removed the role USER from the application worker",
    'created the application "Gone" (gone)',
    "deleted the application gone",
    "created the integration openai (openai)",
    "changed the integration openai: enabled",
    "added the model openai:gpt-4o",
    "changed the model openai:gpt-4o: description",
    "added the model openai:spare",
    "removed the model openai:spare",
    "created the integration spare (azure_openai)",
    "deleted the integration spare",
    'renamed the application worker to "The worker"',
    "added the tags team:docs and plain to the application worker",
    "removed the tag team:docs from the application worker",
    "added the tags team:docs and plain to the integration openai",
    "removed the tag team:docs from the integration openai",
    "added the tags team:docs and plain to the model openai:gpt-4o",
    "removed the tag plain from the model openai:gpt-4o",
  ]);
});

test("every type of event that is stored has a phrase on one line, with data that can be written as JSON", () => {
  const seen = new Set<string>();
  for (const name of readdirSync(fixtures).filter((one) => one.endsWith(".ndjson")))
    for (const recorded of stored(name)) {
      const event = decodeEvent(recorded);
      seen.add(event.type);
      const { phrase, from, to } = describeEvent(event);
      expect(phrase).toMatch(/^[a-z][^\n\r\t]+$/u);
      expect(JSON.parse(JSON.stringify({ from, to }))).toEqual({ from, to });
      expect(from ?? to).not.toBeNull();
    }
  expect([...seen].sort()).toEqual(Object.keys(SCHEMA_VERSIONS).sort());
});

test("what the event does not hold comes from the prompt before it", () => {
  const prompt = { ...initialPrompt, name: "Old", slug: "old", description: "text" };
  const before = { prompt, versions: {}, pinned: {} };
  const edit = { type: "PromptEdited", data: { name: "New", description: null, starred: true } } as const;
  expect(describeEvent(edit, before)).toEqual({
    phrase: 'changed the name from "Old" to "New", removed the description and starred the prompt',
    from: { name: "Old", description: "text", starred: false },
    to: { name: "New", description: null, starred: true },
  });
  expect(describeEvent(edit)).toMatchObject({
    phrase: 'changed the name to "New", removed the description and starred the prompt',
    from: null,
  });
});

test("a sentence is one line, whatever the texts in it are, and does not quote more than 200 characters", () => {
  const [first] = stored("access-events-v1.ndjson");
  const event = { ...decodeEvent(first as RecordedEvent), reason: `two\r\nlines ${"😀".repeat(300)}` };
  const { sentence, why } = historyEntry(event, () => "Jane\nDoe");
  expect(sentence).toBe(
    `Jane Doe granted READ on the whole tenant to user bob: "two lines ${"😀".repeat(190)}…"`,
  );
  expect(why).toBe(event.reason);
});
