import { expect, test } from "vitest";
import { apiPathOf, publicUrlOf } from "./public-url.ts";

test.each([
  ["/api/prompts", "", "/api/prompts"],
  ["/api/prompts/", "", "/api/prompts"],
  ["/respan/api/prompts/x/versions/1/", "/respan", "/api/prompts/x/versions/1"],
  ["/api/prompts/api/prompts", "", "/api/prompts/api/prompts"],
])("%s is the prefix %j and the path %s", (pathname, prefix, path) => {
  expect(apiPathOf(pathname)).toEqual({ prefix, path });
});

test.each(["/", "/api", "/api/promptsx", "/apiprompts"])("%s is no path of the API", (pathname) => {
  expect(apiPathOf(pathname)).toBeNull();
});

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
