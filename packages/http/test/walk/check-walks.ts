import fc from "fast-check";
import { expect } from "vitest";
import { CHOICES_PER_CALL, randomWalk } from "./random-walk.ts";
import { newCounts, RULES } from "./walk-counts.ts";

const CALLS = 60;

/** Runs so many random walks of 60 calls each, prints how often they met each rule, and expects 20 times at least. */
export async function checkWalks(walks: number): Promise<void> {
  const counts = newCounts();
  const call = fc.array(fc.noBias(fc.nat()), { minLength: CHOICES_PER_CALL, maxLength: CHOICES_PER_CALL });
  const walk = fc.array(call, { minLength: CALLS, maxLength: CALLS });
  await fc.assert(
    fc.asyncProperty(walk, (drawn) => randomWalk(drawn, counts.meet)),
    // A failing walk is shrunk for as long as somebody would wait, and then shown as it is.
    {
      numRuns: walks,
      ...(walks > 100 ? {} : { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true }),
    },
  );
  console.log(`${walks} walks of ${CALLS} calls met the rules of the shared ledger: ${counts.shown()}`);
  for (const rule of RULES) expect(counts.of(rule), rule).toBeGreaterThanOrEqual(20);
}
