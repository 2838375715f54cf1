import { expect, test } from "vitest";
import { apiPaths } from "./api-path.ts";

const pathOf = apiPaths("prompts", "token");

test.each([
  ["/api/prompts", "", "/api/prompts"],
  ["/api/prompts/", "", "/api/prompts"],
  ["/orkes/api/prompts/a", "/orkes", "/api/prompts/a"],
  ["/respan/api/prompts/x/versions/1/", "/respan", "/api/prompts/x/versions/1"],
  ["/a/b/api/token", "/a/b", "/api/token"],
  ["/api/prompts/a%2Fb/versions/", "", "/api/prompts/a%2Fb/versions"],
  ["/api/prompts/api/prompts", "", "/api/prompts/api/prompts"],
  ["/api/prompts/users/versions", "", "/api/prompts/users/versions"],
])("%s is the prefix %j and the path %s", (pathname, prefix, path) => {
  expect(pathOf(pathname)).toEqual({ prefix, path });
});

test.each(["/", "/api", "/api/promptsx", "/apiprompts", "/api/users/x"])(
  "%s is no path of the API",
  (pathname) => {
    expect(pathOf(pathname)).toBeNull();
  },
);
