import { expect, test } from "vitest";
import type { Content } from "../version/content.ts";
import { templateCache } from "./template-cache.ts";

function saying(content: string): Content {
  return { messages: [{ role: "user", content }] };
}

test("a content is compiled once for its hash, also where it was read again", () => {
  const cache = templateCache(null);
  const first = cache.get(saying("{{a}}"), "h");
  expect(cache.get(saying("{{a}}"), "h")).toBe(first);
  expect(cache.get(saying("{{a}}"), null)).not.toBe(first);
});

test("a forged hash does not find another content", () => {
  const cache = templateCache(null);
  cache.get(saying("{{a}}"), "h");
  expect(cache.get(saying("{{b}}"), "h").slots).toMatchObject([{ name: "b" }]);
  expect(cache.get({ ...saying("{{b}}"), templateSyntax: "dollar" }, "h").slots).toEqual([]);
  expect(cache.get({ ...saying("{{b}}"), variables: { b: "x" } }, "h").slots).toMatchObject([
    { declaration: { fallback: "x" } },
  ]);
});

test("those that were used last are kept, up to a number of characters", () => {
  const cache = templateCache(null);
  const large = (name: string): Content => saying(`{{${name}}}${"x".repeat(5_000_000)}`);
  const a = cache.get(large("a"), "a");
  const b = cache.get(large("b"), "b");
  cache.get(large("c"), "c");
  expect(cache.get(large("a"), "a")).toBe(a);
  cache.get(large("d"), "d");
  expect(cache.get(large("a"), "a")).toBe(a);
  expect(cache.get(large("b"), "b")).not.toBe(b);
});

test("and up to a number of contents", () => {
  const cache = templateCache(null);
  const first = cache.get(saying("{{a}}"), "first");
  for (let index = 0; index < 9_999; index++) cache.get(saying("x"), String(index));
  expect(cache.get(saying("{{a}}"), "first")).toBe(first);
  for (let index = 0; index < 10_001; index++) cache.get(saying("y"), `other ${index}`);
  expect(cache.get(saying("{{a}}"), "first")).not.toBe(first);
});
