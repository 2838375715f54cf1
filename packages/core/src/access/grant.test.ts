import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessTarget, Grant, Permission } from "./grant.ts";
import { given, modelName, PERMISSIONS, sameSubject, taken, targetText, WHOLE_TENANT } from "./grant.ts";

const ann = { type: "user", id: "ann" } as const;
const team = { type: "group", id: "ann" } as const;

test("permissions have one order", () => {
  expect(PERMISSIONS).toEqual(["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"]);
});

describe("what a subject", () => {
  const some = fc.subarray([...PERMISSIONS]);
  const grantsOf = (held: readonly Permission[], others: readonly Permission[]): readonly Grant[] => [
    { subject: team, permissions: others },
    { subject: ann, permissions: held },
  ];

  test("has once it is given more is all of it, in one order; null where it had that", () => {
    fc.assert(
      fc.property(some, some, fc.shuffledSubarray([...PERMISSIONS]), (held, others, permissions) => {
        const all = PERMISSIONS.filter((one) => held.includes(one) || permissions.includes(one));
        expect(given(grantsOf(held, others), { subject: ann, permissions })).toEqual(
          all.length === held.length ? null : all,
        );
      }),
    );
    expect(given([], { subject: ann, permissions: ["READ"] })).toEqual(["READ"]);
    expect(given([], { subject: ann, permissions: ["READ", "READ"] })).toEqual(["READ"]);
  });

  test("loses once some is taken is what it had of it; null where that is nothing", () => {
    fc.assert(
      fc.property(some, some, fc.shuffledSubarray([...PERMISSIONS]), (held, others, permissions) => {
        const lost = held.filter((one) => permissions.includes(one));
        expect(taken(grantsOf(held, others), { subject: ann, permissions })).toEqual(
          lost.length === 0 ? null : lost,
        );
      }),
    );
    expect(taken([], { subject: ann, permissions: ["READ"] })).toBeNull();
  });
});

test("a target's text is that of the same target, and of no other", () => {
  const name = fc.string({ unit: fc.constantFrom("a", " ", ":"), minLength: 1, maxLength: 3 });
  const integration = name.map((text) => text.replaceAll(":", "b"));
  const target: fc.Arbitrary<AccessTarget> = fc.oneof(
    fc.record({ tag: name }),
    fc.record({ integration }),
    fc.record({ integration, model: name }),
    fc.constant(WHOLE_TENANT),
  );
  fc.assert(
    fc.property(target, target, (one, other) => {
      expect(targetText(one) === targetText(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
  );
  expect(
    [{ tag: "a" }, WHOLE_TENANT, { integration: "a" }, { integration: "a", model: "m" }].map(targetText),
  ).toEqual(["tag a", "tenant", "integration a", "model a:m"]);
  expect(Object.isFrozen(WHOLE_TENANT)).toBe(true);
});

test("a model is named behind its integration", () => {
  expect(modelName("openai", "gpt:4")).toBe("openai:gpt:4");
});

test("subjects are the same by type and id", () => {
  expect([
    sameSubject(ann, { ...ann }),
    sameSubject(ann, team),
    sameSubject(ann, { ...ann, id: "b" }),
  ]).toEqual([true, false, false]);
});
