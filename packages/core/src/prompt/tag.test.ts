import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grant } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { portableHasher } from "../ports/hasher.ts";
import type { Tag } from "./tag.ts";
import { effectiveGrants, tagId, tagName } from "./tag.ts";

const team: Tag = {
  id: "tag_1",
  key: "team",
  value: null,
  color: "#112233",
  createdAt: 0,
  updatedAt: 0,
};
const bob: Grant = { subject: { type: "user", id: "bob" }, permissions: ["READ"] };

describe("X11 all grants on a prompt", () => {
  test("without tags are its own", () => {
    const grants = [bob];
    expect(effectiveGrants({ grants, tags: [] })).toBe(grants);
  });

  test("are for each tag one to that tag too, of all permissions or of those that it gives", () => {
    const tags: readonly Tag[] = [
      team,
      { ...team, value: "core", grantablePermissions: ["EXECUTE"] },
      { ...team, key: "nobody", grantablePermissions: [] },
    ];
    expect(effectiveGrants({ grants: [bob], tags })).toEqual([
      bob,
      { subject: { type: "tag", id: "team" }, permissions: PERMISSIONS },
      { subject: { type: "tag", id: "team:core" }, permissions: ["EXECUTE"] },
      { subject: { type: "tag", id: "nobody" }, permissions: [] },
    ]);
  });
});

test("X11 a tag's id is the same for the same key and value, and for no others", () => {
  const part = fc.string({ unit: fc.constantFrom("a", ":", ",", '"', "\\") });
  const tag = fc.tuple(part, fc.option(part));
  const id = ([key, value]: readonly [string, string | null]) => tagId(key, value, portableHasher);
  fc.assert(
    fc.property(tag, tag, (one, other) => {
      expect(id(one)).toMatch(/^tag_[0-9a-f]{24}$/u);
      expect(id(one) === id(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
});

test("X11 a tag's name is its key, with its value behind a colon where it has one", () => {
  expect([tagName(team), tagName({ ...team, value: "core" }), tagName({ ...team, value: "" })]).toEqual([
    "team",
    "team:core",
    "team:",
  ]);
});
