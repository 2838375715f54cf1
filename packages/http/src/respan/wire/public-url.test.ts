import { expect, test } from "vitest";
import { publicUrlOf } from "./public-url.ts";

test("the public address replaces the origin, and the prefix if it has a path", () => {
  const requested = "http://10.0.0.1:4000/respan/api/prompts/list/?page=2&q=%2F";
  expect(publicUrlOf(requested, null, undefined).href).toBe(requested);
  expect(publicUrlOf(requested, null, new URL("https://acme.test")).href).toBe(
    "https://acme.test/respan/api/prompts/list/?page=2&q=%2F",
  );
  expect(publicUrlOf(requested, null, new URL("https://acme.test/p/")).href).toBe(
    "https://acme.test/p/api/prompts/list/?page=2&q=%2F",
  );
});

test("a prefix that a router stripped stays, and a target that means something else does not count", () => {
  const requested = "http://10.0.0.1:4000/api/prompts/list/?page=2";
  const shown = (target: string, publicUrl?: string): string =>
    publicUrlOf(requested, target, publicUrl === undefined ? undefined : new URL(publicUrl)).href;
  expect(shown("/ai/respan/api/prompts/list/?page=2")).toBe(
    "http://10.0.0.1:4000/ai/respan/api/prompts/list/?page=2",
  );
  expect(shown("http://acme.test/ai/api/prompts/list/")).toBe(
    "http://10.0.0.1:4000/ai/api/prompts/list/?page=2",
  );
  expect(shown("/ai/api/prompts/list/", "https://acme.test")).toBe(
    "https://acme.test/ai/api/prompts/list/?page=2",
  );
  expect(shown("/ai/api/prompts/list/", "https://acme.test/p")).toBe(
    "https://acme.test/p/api/prompts/list/?page=2",
  );
  for (const target of ["*", "//", "/api/prompts/other/"]) expect(shown(target)).toBe(requested);
});
