import { expect, test } from "vitest";
import { apiPathOf } from "./api-path.ts";

test.each([
  ["/api/prompts/", "/api/prompts"],
  ["/orkes/api/prompts/a", "/api/prompts/a"],
  ["/a/b/api/token", "/api/token"],
  ["/api/prompts/a%2Fb/versions/", "/api/prompts/a%2Fb/versions"],
  ["/api/prompts/api/prompts", "/api/prompts/api/prompts"],
  ["/api/prompts/users/versions", "/api/prompts/users/versions"],
  ["/api/promptsx", null],
  ["/api", null],
  ["/", null],
])("of the path %s the API answers %s", (pathname, path) => {
  expect(apiPathOf(pathname)).toBe(path);
});
