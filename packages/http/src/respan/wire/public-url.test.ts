import { expect, test } from "vitest";
import { publicUrlOf } from "./public-url.ts";

test("the public address replaces the origin, and the prefix if it has a path", () => {
  const requested = "http://10.0.0.1:4000/respan/api/prompts/list/?page=2&q=%2F";
  expect(publicUrlOf(requested, undefined).href).toBe(requested);
  expect(publicUrlOf(requested, new URL("https://acme.test")).href).toBe(
    "https://acme.test/respan/api/prompts/list/?page=2&q=%2F",
  );
  expect(publicUrlOf(requested, new URL("https://acme.test/p/")).href).toBe(
    "https://acme.test/p/api/prompts/list/?page=2&q=%2F",
  );
});
