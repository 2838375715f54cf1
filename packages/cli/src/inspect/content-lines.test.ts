import { memoryEventStore } from "@promptledger/adapter-memory";
import type { Content, JsonObject, VersionInput } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";
import { versionLines } from "./version-lines.ts";

const out = { write: () => true };
const terminal = { out, err: out, environment: {} };

async function bothOf(before: VersionInput, after: VersionInput) {
  const ledger = createLedger({ store: memoryEventStore() });
  const { prompts, versions } = ledger.as({ tenant: "acme", actor: { id: "jane" } });
  const prompt = await prompts.create({ name: "P" });
  const first = await versions.create(prompt, before);
  const second = await versions.create(prompt, after);
  const diff = await versions.diff(prompt, { from: 1, to: 2 });
  const shown = [first, second].map((version) => versionLines(version, terminal).slice(1).join("\n"));
  return { shown, diff: diffLines("P", diff, terminal).slice(1) };
}

const user = (fields: JsonObject): VersionInput => ({ messages: [{ role: "user", ...fields }] });

test.each<[string, VersionInput, VersionInput, readonly string[]]>([
  [
    "a name",
    user({ content: "a", name: "x" }),
    user({ content: "b", name: "y" }),
    ['- messages[0].name: "x"', "- a", "+ b"],
  ],
  [
    "tool calls",
    user({ content: null, tool_calls: [{ id: "1" }] }),
    user({ content: "b", tool_calls: [{ id: "2" }] }),
    ['- messages[0].tool_calls: [{"id":"1"}]', '+ messages[0].tool_calls: [{"id":"2"}]'],
  ],
  ["a carriage return", user({ content: "a\r\nb" }), user({ content: "a\nb" }), ["- a\\r", "+ a"]],
  ["tools", { tools: [{ type: "x" }] }, { tools: [{ type: "y" }] }, ['- tools: [{"type":"x"}]']],
  [
    "a role",
    user({ content: "a" }),
    { messages: [{ role: "system", content: "a" }] },
    ["- [user]", "+ [system]"],
  ],
  [
    "a field of a text block",
    user({ content: [{ type: "text", text: "a" }] }),
    user({ content: [{ type: "text", text: "b", cache_control: {} }] }),
    ['+ messages[0].content: [{"type":"text","text":"b","cache_control":{}}]'],
  ],
  [
    "the form of a text",
    user({ content: "a" }),
    user({ content: [{ type: "text", text: "a" }] }),
    ['- messages[0].content: "a"'],
  ],
  [
    "an absent text",
    user({}),
    user({ content: "" }),
    ["- messages[0].content: (absent)", '+ messages[0].content: ""'],
  ],
  [
    "no text",
    user({}),
    user({ content: null }),
    ["- messages[0].content: (absent)", "+ messages[0].content: null"],
  ],
  ["a description", { description: "a\r" }, { description: "a" }, ['- description: "a\\r"']],
])("show and diff show %s", async (_what, before, after, expected) => {
  const { shown, diff } = await bothOf(before, after);
  for (const line of expected) expect(diff).toContain(line);
  expect(shown[0]).not.toBe(shown[1]);
});

test("Whatever differs between two versions, diff shows a difference in each part of it", async () => {
  const text = fc.constantFrom("a", "a\r", "a\nb", "a\r\nb", "");
  const block = fc.record({ type: fc.constantFrom("text", "image"), text }, { requiredKeys: ["type"] });
  const content = fc.oneof(text, fc.constant(null), fc.array(block, { maxLength: 2 }));
  const message = fc.record(
    {
      role: fc.constantFrom("user", "tool"),
      content,
      name: text,
      tool_calls: fc.array(block, { maxLength: 1 }),
    },
    { requiredKeys: ["role"] },
  );
  const any = fc.record(
    { messages: fc.array(message, { minLength: 1, maxLength: 2 }), tools: fc.array(block, { maxLength: 1 }) },
    { requiredKeys: ["messages"] },
  ) as fc.Arbitrary<Content>;
  await fc.assert(
    fc.asyncProperty(any, any, async (before, after) => {
      const { diff } = await bothOf(before, after);
      const isSame = JSON.stringify(before) === JSON.stringify(after);
      expect(diff[0] === "no differences").toBe(isSame);
      for (const [index, one] of (before.messages ?? []).entries())
        for (const field of ["name", "tool_calls"]) {
          const other = after.messages?.[index];
          const differs = JSON.stringify(one[field]) !== JSON.stringify(other?.[field]);
          expect(diff.some((line) => line.includes(`messages[${index}].${field}:`))).toBe(differs);
        }
      // What is removed and what is added never looks the same.
      const signed = (sign: string) =>
        diff.filter((line) => line.startsWith(sign)).map((line) => line.slice(2));
      if (!isSame) expect(signed("- ")).not.toEqual(signed("+ "));
    }),
    { numRuns: 200 },
  );
});
