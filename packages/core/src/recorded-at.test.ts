import fc from "fast-check";
import { expect, test } from "vitest";
import { AT_APPEND, fillRecordedAt, withRecordedAt } from "./recorded-at.ts";
import type { VersionState } from "./version/state.ts";
import { initialVersion } from "./version/state.ts";

const version: VersionState = { ...initialVersion, createdAt: 1000, updatedAt: 3000, committedAt: 2000 };

test("a time that is not known yet is that of the append", () => {
  const times = [{ deployedAt: AT_APPEND }, { deployedAt: 1000 }, { deployedAt: 0 }];
  expect(withRecordedAt(times, 5000)).toEqual([
    { deployedAt: 5000 },
    { deployedAt: 1000 },
    { deployedAt: 0 },
  ]);
});

test("a version gets the times that it lacks, and keeps the others", () => {
  expect(withRecordedAt({ ...version, updatedAt: AT_APPEND }, 5000)).toStrictEqual({
    ...version,
    updatedAt: 5000,
  });
  const times = { createdAt: AT_APPEND, updatedAt: AT_APPEND };
  expect(withRecordedAt({ ...version, ...times, committedAt: AT_APPEND }, 5000)).toStrictEqual({
    ...version,
    createdAt: 5000,
    updatedAt: 5000,
    committedAt: 5000,
  });
  expect(withRecordedAt({ ...version, ...times, committedAt: null }, 5000)).toStrictEqual({
    ...version,
    createdAt: 5000,
    updatedAt: 5000,
    committedAt: null,
  });
});

test("a version whose times are all known stays the same object", () => {
  expect(withRecordedAt(version, 5000)).toBe(version);
});

test("what is the caller's own is no time, whatever it is called", () => {
  const content = { variables: { startsAt: AT_APPEND } };
  const state = { content, configuration: { expiresAt: AT_APPEND }, createdAt: AT_APPEND };
  expect(withRecordedAt(state, 5000)).toStrictEqual({ ...state, createdAt: 5000 });
  expect(withRecordedAt({ count: AT_APPEND }, 5000)).toStrictEqual({ count: AT_APPEND });
});

test.each(["content", "secrets", "numbers", "trail", "grants", "updatedAt", "lastEventAt", "deployments"])(
  "a state that its caller named %s gets its times, and so do those beside it",
  (name) => {
    const state = { deployedAt: AT_APPEND };
    const settled = { deployedAt: 5000 };
    for (const field of ["deployments", "models"])
      expect(withRecordedAt({ [field]: { [name]: state, other: state } }, 5000)).toStrictEqual({
        [field]: { [name]: settled, other: settled },
      });
  },
);

const FIELDS = [
  "createdAt",
  "updatedAt",
  "lastEventAt",
  "deployments",
  "models",
  "tags",
  "content",
  "numbers",
  "at",
];
const { state } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown>(AT_APPEND, 0, 1000, null, "a"),
    fc.array(tie("value"), { maxLength: 2 }),
    tie("state"),
  ),
  state: fc
    .array(fc.tuple(fc.constantFrom(...FIELDS), tie("value")), { maxLength: 5 })
    .map((fields): unknown => Object.fromEntries(fields)),
}));

test("a state that is changed in its place becomes what a copy becomes, and the copied one stays as it is", () => {
  fc.assert(
    fc.property(state, (given) => {
      const before = structuredClone(given);
      const copy = withRecordedAt(given, 5000);
      expect(given).toStrictEqual(before);
      expect(fillRecordedAt(given, 5000)).toBe(given);
      expect(given).toStrictEqual(copy);
    }),
    { numRuns: 1000 },
  );
});
