import { setTimeout as delay } from "node:timers/promises";
import { peakMemory } from "./peak-memory.ts";

/** What one caller may cost the others. */
const BOUNDS = { stretch: 50, answer: 1000, memory: 300 } as const;

/** What a call cost: the longest stretch of the event loop and the time of the answer in milliseconds, the rise of memory in megabytes. */
type Cost = { readonly [Name in keyof typeof BOUNDS]: number };

/**
 * Measures a call several times, and prints the least of each figure beside the bounds: other work of the machine only adds to them. The call says
 * in a few words what it was answered.
 */
export async function measure(title: string, call: () => Promise<string>, rounds = 5): Promise<void> {
  const least: Record<keyof Cost, number> = {
    stretch: Number.POSITIVE_INFINITY,
    answer: Number.POSITIVE_INFINITY,
    memory: Number.POSITIVE_INFINITY,
  };
  let answered = "";
  for (let round = 0; round < rounds; round++) {
    const [cost, words] = await costOf(call);
    answered = words;
    for (const name of NAMES) least[name] = Math.min(least[name], cost[name]);
  }
  const missed = NAMES.filter((name) => least[name] > BOUNDS[name]);
  const verdict = missed.length === 0 ? "KEPT" : `MISSED (${missed.join(", ")})`;
  const { stretch, answer, memory } = least;
  console.log(
    `  ${title}: stretch ${stretch.toFixed(0)} ms, answer ${answer.toFixed(0)} ms, memory +${memory.toFixed(0)} MB: ${verdict} [${answered}]`,
  );
}

const NAMES = Object.keys(BOUNDS) as readonly (keyof Cost)[];

async function costOf(call: () => Promise<string>): Promise<readonly [Cost, string]> {
  // What earlier calls have left is not this one's: `npm run bench` lets the benchmark ask for a collection.
  globalThis.gc?.();
  const memory = await peakMemory();
  const stretches = longestStretch();
  await delay(5);
  const started = performance.now();
  const answered = await call();
  const answer = performance.now() - started;
  await delay(5);
  return [{ stretch: stretches.end(), answer, memory: await memory.rise() }, answered];
}

/** The bounds in words. */
export const BOUNDS_TEXT = `bounds: no stretch of the event loop over ${BOUNDS.stretch} ms, answers within ${BOUNDS.answer} ms, memory below +${BOUNDS.memory} MB (the least of several rounds)`;

/**
 * Watches for how long the event loop does not come round. Of the time of a stretch only that counts in which this process had a processor, for
 * the rest was other processes'.
 */
function longestStretch(): { end(): number } {
  const busy = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let longest = 0;
  let last = performance.now();
  let lastBusy = busy();
  const timer = setInterval(() => {
    const [now, nowBusy] = [performance.now(), busy()];
    longest = Math.max(longest, Math.min(now - last, nowBusy - lastBusy));
    [last, lastBusy] = [now, nowBusy];
  }, 1);
  return {
    end() {
      clearInterval(timer);
      return longest;
    },
  };
}
