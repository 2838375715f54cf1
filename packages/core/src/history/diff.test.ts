import { expect, test } from "vitest";
import type { Content } from "../version/content.ts";
import { diffVersions, textOf } from "./diff.ts";

const version = (number: number, content: Content, description: string | null = null) => ({
  number,
  content,
  description,
  integrations: [] as readonly string[],
  message: null,
});

test("two versions that are the same differ in nothing", () => {
  const content: Content = { messages: [{ role: "user", content: "a" }], model: "m" };
  expect(diffVersions(version(1, content, "d"), version(2, content, "d"))).toMatchObject({
    from: 1,
    to: 2,
    sameContent: true,
    fields: [],
    text: [],
    words: [],
    changes: [],
    unified: "",
    coarse: false,
  });
});

test("fields are compared in the order of the content, null where they are not there", () => {
  const before = version(1, { model: "m", seed: 1, jsonSchema: { a: 1, b: 2 } });
  const after = version(2, { temperature: 0, seed: 1, jsonSchema: { b: 2, a: 1 } });
  expect(diffVersions(before, after)).toMatchObject({
    from: 1,
    to: 2,
    sameContent: false,
    fields: [
      { field: "model", before: "m", after: null },
      { field: "temperature", before: null, after: 0 },
      { field: "jsonSchema", before: { a: 1, b: 2 }, after: { b: 2, a: 1 } },
    ],
    text: [],
    coarse: false,
  });
});

test("X7 a changed description is listed, but does not make the content different", () => {
  expect(diffVersions(version(1, {}), version(2, {}, "d"))).toMatchObject({
    from: 1,
    to: 2,
    sameContent: true,
    fields: [{ field: "description", before: null, after: "d" }],
    text: [],
    coarse: false,
  });
});

test("messages are compared line by line", () => {
  const before = version(1, { messages: [{ role: "system", content: "Be kind.\nBe brief." }] });
  const after = version(2, { messages: [{ role: "system", content: "Be kind.\nBe clear.\nThanks." }] });
  expect(diffVersions(before, after).text).toStrictEqual([
    { type: "same", text: "[system]\nBe kind.\n" },
    { type: "removed", text: "Be brief.\n" },
    { type: "added", text: "Be clear.\nThanks.\n" },
  ]);
});

test("messages as text are strings, text blocks, and JSON of everything else", () => {
  expect(textOf({})).toBe("");
  expect(
    textOf({
      messages: [
        { role: "system", content: "Hello" },
        { role: "user", content: ["a", { type: "text", text: "b" }, { type: "image", url: "u" }, null, 1] },
        { role: "assistant", content: { x: 1 } },
        { role: "tool", content: null },
        { role: "tool" },
      ],
    }),
  ).toBe(
    [
      "[system]\nHello\n",
      '[user]\na\nb\n{\n  "type": "image",\n  "url": "u"\n}\nnull\n1\n',
      '[assistant]\n{\n  "x": 1\n}\n',
      "[tool]\n\n",
      "[tool]\n\n",
    ].join("\n"),
  );
  expect(textOf({ messages: [{ role: "user", content: [{ text: 1 }] }] })).toBe(
    '[user]\n{\n  "text": 1\n}\n',
  );
});

test("texts that differ in very many lines are not compared line by line, and the answer says so", () => {
  const lines = (from: number) => Array.from({ length: 3000 }, (_, index) => String(from + index)).join("\n");
  const saying = (content: string) => ({ messages: [{ role: "user", content }] });
  const [before, after] = [version(1, saying(lines(0))), version(2, saying(lines(10_000)))];
  const diff = diffVersions(before, after);
  expect(diff.coarse).toBe(true);
  expect(diff.text).toEqual([
    { type: "removed", text: textOf(before.content) },
    { type: "added", text: textOf(after.content) },
  ]);
});
