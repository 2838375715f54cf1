import type { Budget } from "./budget.ts";

/** The whole numbers from a start, 0 by default, to before an end. */
export function range(bounds: readonly unknown[], budget: Budget): readonly number[] {
  const [first, second, step = 1] = bounds;
  const [start, end] = second === undefined ? [0, first] : [first, second];
  if (!isWhole(start) || !isWhole(end) || !isWhole(step) || bounds.length > 3)
    throw new TypeError("range takes one to three whole numbers: start, end and step");
  if (step === 0) throw new RangeError("range: the step must not be 0");
  const length = Math.max(0, Math.ceil((end - start) / step));
  budget.list(length);
  return Array.from({ length }, (_, index) => start + index * step);
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
