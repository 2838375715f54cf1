import { setTimeout as delay } from "node:timers/promises";
import { peakMemory } from "./peak-memory.ts";

/** What one caller may cost the others. */
const BOUNDS = { stretch: 50, answer: 1000, memory: 300 } as const;

/** What a call cost: the longest stretch of the event loop and the time of the answer in milliseconds, the rise of memory in megabytes. */
type Cost = { readonly [Name in keyof typeof BOUNDS]: number };

/** Measures a call once, and prints what it cost beside the bounds. The call says in a few words what it was answered. */
export async function measure(title: string, call: () => Promise<string>): Promise<void> {
  const memory = await peakMemory();
  const stretches = longestStretch();
  await delay(5);
  const started = performance.now();
  const answered = await call();
  const answer = performance.now() - started;
  await delay(5);
  const cost: Cost = { stretch: stretches.end(), answer, memory: await memory.rise() };
  const missed = (Object.keys(BOUNDS) as (keyof Cost)[]).filter((name) => cost[name] > BOUNDS[name]);
  const verdict = missed.length === 0 ? "KEPT" : `MISSED (${missed.join(", ")})`;
  console.log(
    `  ${title}: stretch ${cost.stretch.toFixed(0)} ms, answer ${cost.answer.toFixed(0)} ms, memory +${cost.memory.toFixed(0)} MB: ${verdict} [${answered}]`,
  );
}

/** The bounds in words. */
export const BOUNDS_TEXT = `bounds: no stretch of the event loop over ${BOUNDS.stretch} ms, answers within ${BOUNDS.answer} ms, memory below +${BOUNDS.memory} MB`;

/** Watches for how long the event loop does not come round. */
function longestStretch(): { end(): number } {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return {
    end() {
      clearInterval(timer);
      return longest;
    },
  };
}
