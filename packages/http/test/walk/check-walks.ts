import fc from "fast-check";
import { expect } from "vitest";
import { CHOICES_PER_CALL, randomWalk } from "./random-walk.ts";
import { newCounts, RULES } from "./walk-counts.ts";

const CALLS = 60;

/** How often each rule is to be met, and how many more rounds of walks there may be until it was: which calls a walk makes is left to chance. */
const MEETINGS = { least: 20, moreRounds: 4 } as const;

/** Runs so many random walks of 60 calls each, and as many again until each rule was met 20 times; then prints how often that was. */
export async function checkWalks(walks: number): Promise<void> {
  const counts = newCounts();
  const isMetTooSeldom = (): boolean => RULES.some((rule) => counts.of(rule) < MEETINGS.least);
  let rounds = 0;
  do {
    await walkRound(walks, counts.meet);
    rounds += 1;
  } while (rounds <= MEETINGS.moreRounds && isMetTooSeldom());
  console.log(
    `${rounds * walks} walks of ${CALLS} calls met the rules of the shared ledger: ${counts.shown()}`,
  );
  for (const rule of RULES) expect(counts.of(rule), rule).toBeGreaterThanOrEqual(MEETINGS.least);
}

async function walkRound(walks: number, meet: Parameters<typeof randomWalk>[1]): Promise<void> {
  const call = fc.array(fc.noBias(fc.nat()), { minLength: CHOICES_PER_CALL, maxLength: CHOICES_PER_CALL });
  const walk = fc.array(call, { minLength: CALLS, maxLength: CALLS });
  await fc.assert(
    fc.asyncProperty(walk, (drawn) => randomWalk(drawn, meet)),
    // A failing walk is shrunk for as long as somebody would wait, and then shown as it is.
    {
      numRuns: walks,
      ...(walks > 100 ? {} : { interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true }),
    },
  );
}
