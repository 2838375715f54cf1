import { expect, test } from "vitest";
import { AT_APPEND } from "../decider.ts";
import { knownTime, settleVersion } from "./settle.ts";
import type { VersionState } from "./state.ts";
import { initialVersion } from "./state.ts";

const version: VersionState = { ...initialVersion, createdAt: 1000, updatedAt: 3000, committedAt: 2000 };

test("a time that is not known yet is that of the append", () => {
  expect([knownTime(AT_APPEND, 5000), knownTime(1000, 5000), knownTime(0, 5000)]).toEqual([5000, 1000, 0]);
});

test("a version gets the times that it lacks, and keeps the others", () => {
  expect(settleVersion({ ...version, updatedAt: AT_APPEND }, 5000)).toStrictEqual({
    ...version,
    updatedAt: 5000,
  });
  const times = { createdAt: AT_APPEND, updatedAt: AT_APPEND };
  expect(settleVersion({ ...version, ...times, committedAt: AT_APPEND }, 5000)).toStrictEqual({
    ...version,
    createdAt: 5000,
    updatedAt: 5000,
    committedAt: 5000,
  });
  expect(settleVersion({ ...version, ...times, committedAt: null }, 5000)).toStrictEqual({
    ...version,
    createdAt: 5000,
    updatedAt: 5000,
    committedAt: null,
  });
});

test("a version whose times are all known stays the same object", () => {
  expect(settleVersion(version, 5000)).toBe(version);
});
