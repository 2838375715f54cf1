/**
 * What a writer expects of a stream at the moment of the append.
 *
 * A number is the number of events that the stream has (0 and `"none"` say the same), `"exists"` that it has at least one,
 * `"any"` that the writer does not care. A stream that carries documents needs a number or `"none"`.
 */
export type ExpectedVersion = number | "none" | "exists" | "any";

/** Whether a stream with so many events meets the expectation. */
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
