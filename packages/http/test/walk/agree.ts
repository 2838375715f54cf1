import { expect } from "vitest";

/** Expects the actual value to contain the expected one. The test runner's own comparison is many times slower, so it only prints a difference. */
export function agree(actual: unknown, expected: unknown): void {
  if (!within(expected, actual)) {
    expect(actual).toMatchObject(expected as object);
    // A list that is longer than expected, or values that are no objects.
    expect(actual).toEqual(expected);
  }
}

function within(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return Object.is(expected, actual);
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((entry, index) => within(entry, actual[index]));
  }
  return Object.entries(expected).every(([key, entry]) =>
    within(entry, (actual as { [key: string]: unknown })[key]),
  );
}
