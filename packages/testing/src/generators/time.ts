import type { Arbitrary } from "fast-check";
import { integer } from "fast-check";

/** A time in integer milliseconds. There are few, so that generated times are often equal. */
export const arbitraryTime: Arbitrary<number> = integer({ min: 0, max: 9 }).map(
  (day) => 1_700_000_000_000 + day * 86_400_000,
);
