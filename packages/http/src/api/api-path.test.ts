import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apiPaths, shortApiPaths } from "./api-path.ts";

const pathOf = apiPaths("prompts", "token");
/** Paths of segments that mean something to the API. */
const segments = fc
  .array(fc.constantFrom("api", "orkes", "prompts", "token", "x", ""), { maxLength: 6 })
  .map((all) => `/${all.join("/")}`);

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

describe("under the path that an API is mounted at", () => {
  const short = shortApiPaths("/orkes", "prompts", "token", "users");

  test.each([
    ["/orkes/prompts", "/api/prompts"],
    ["/orkes/prompts/", "/api/prompts"],
    ["/orkes/prompts/a%2Fb/versions/1", "/api/prompts/a%2Fb/versions/1"],
    ["/orkes/prompts/api", "/api/prompts/api"],
    ["/orkes/prompts/api/prompts", "/api/prompts/api/prompts"],
    ["/orkes/prompts/api/token", "/api/prompts/api/token"],
    ["/orkes/api/prompts/api/token", "/api/prompts/api/token"],
    ["/orkes/api/token", "/api/token"],
  ])("%s means %s", (pathname, path) => {
    expect(short(pathname)).toEqual({ prefix: "/orkes", path });
  });

  test.each([
    "/orkes",
    "/orkes/",
    "/orkes/promptsx",
    "/orkes//prompts",
    "/orkes/api//prompts",
    "/orkes/api/tasks/prompts",
    "/orkes/tasks/poll/prompts",
    "/orkes/groups/a/users/b",
    "/orkesx/prompts",
    "/my/orkes/prompts",
    "/prompts",
  ])("%s is no path of the API", (pathname) => {
    expect(short(pathname)).toBeNull();
  });

  test("other paths keep their meaning", () => {
    const isShort = /^\/orkes\/(?:prompts|token)(?:\/|$)/u;
    fc.assert(
      fc.property(
        segments.filter((pathname) => !isShort.test(pathname)),
        (pathname) => {
          expect(shortApiPaths("/orkes", "prompts", "token")(pathname)).toEqual(pathOf(pathname));
        },
      ),
    );
  });

  test("a path is the same with and without /api", () => {
    fc.assert(
      fc.property(segments, fc.constantFrom("/", "/orkes", "/a/b/"), (rest, mountedAt) => {
        const read = shortApiPaths(mountedAt, "prompts", "token");
        const at = mountedAt.replace(/\/$/u, "");
        expect(read(`${at}/prompts${rest}`)).toEqual(read(`${at}/api/prompts${rest}`));
      }),
    );
  });
});
