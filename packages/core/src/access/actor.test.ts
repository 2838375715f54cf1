import { describe, expect, test } from "vitest";
import { issuesOf } from "../../test/issues.ts";
import { actorSchema, subjectsOf } from "./actor.ts";

const A = (count: number) => "a".repeat(count);

describe("an actor", () => {
  test("has an id, and may be described", () => {
    const actor = {
      id: "a",
      kind: "user",
      email: "a@b.test",
      firstName: "A",
      lastName: "B",
      memberOf: [{ type: "group", id: "g" }],
    };
    expect(actorSchema.parse(actor)).toStrictEqual(actor);
    expect(issuesOf(actorSchema, { id: "a" })).toEqual([]);
    for (const kind of ["host", "user", "application", "admin"])
      expect(issuesOf(actorSchema, { id: "a", kind })).toEqual([]);
    expect(issuesOf(actorSchema, { id: "a", kind: "robot" })).toHaveLength(1);
    expect(issuesOf(actorSchema, { id: "a", nick: "b" })).toEqual(["nick: unknown field"]);
  });

  test("is described within limits", () => {
    const issues = (change: object) => issuesOf(actorSchema, { id: "a", ...change });
    expect(issues({ id: A(255), email: A(320), firstName: A(255), lastName: A(255) })).toEqual([]);
    expect(issues({ id: A(256) })).toEqual(["id: must have at most 255 characters"]);
    expect(issues({ id: "" })).toEqual(["id: must not be empty"]);
    expect(issues({ email: A(321) })).toEqual(["email: must have at most 320 characters"]);
    expect(issues({ firstName: A(256) })).toEqual(["firstName: must have at most 255 characters"]);
    expect(issues({ lastName: A(256) })).toEqual(["lastName: must have at most 255 characters"]);
    const many = Array.from({ length: 1001 }, () => ({ type: "role", id: "r" }));
    expect(issues({ memberOf: many.slice(1) })).toEqual([]);
    expect(issues({ memberOf: many })).toHaveLength(1);
    for (const type of ["user", "group", "role", "application", "tag"])
      expect(issues({ memberOf: [{ type, id: A(255) }] })).toEqual([]);
    expect(issues({ memberOf: [{ type: "team", id: "a" }] })).toHaveLength(1);
    expect(issues({ memberOf: [{ type: "user", id: "" }] })).toEqual(["memberOf[0].id: must not be empty"]);
    expect(issues({ memberOf: [{ type: "user", id: A(256) }] })).toHaveLength(1);
    expect(issues({ memberOf: [{ type: "user", id: "a", more: 1 }] })).toHaveLength(1);
  });

  test("stands for itself and for what it is a member of", () => {
    const group = { type: "group", id: "g" } as const;
    expect(subjectsOf({ id: "a" })).toEqual([{ type: "user", id: "a" }]);
    expect(subjectsOf({ id: "a", kind: "admin" })).toEqual([{ type: "user", id: "a" }]);
    expect(subjectsOf({ id: "a", kind: "application", memberOf: [group] })).toEqual([
      { type: "application", id: "a" },
      group,
    ]);
  });
});
