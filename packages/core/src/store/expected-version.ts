/**
 * What a writer expects of a stream at the moment of the append.
 *
 * A number means exactly that many events (0 is the same as `"none"`). `"exists"` means at least one event. `"any"` means that the
 * writer accepts every state. A stream with documents needs a number or `"none"`.
 */
export type ExpectedVersion = number | "none" | "exists" | "any";

/** Whether a stream with this number of events meets the expectation. */
export function meetsExpectation(expected: ExpectedVersion, actual: number): boolean {
  switch (expected) {
    case "any":
      return true;
    case "none":
      return actual === 0;
    case "exists":
      return actual > 0;
    default:
      return actual === expected;
  }
}
