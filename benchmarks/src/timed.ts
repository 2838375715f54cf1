/** One round: its rate, and how long its calls took, in milliseconds. */
export interface Run {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** Times so many calls by so many callers, each of which begins its next call when its last one was answered. */
export async function timed(
  callers: number,
  calls: number,
  weight: number,
  call: (index: number) => Promise<unknown>,
): Promise<Run> {
  const took: number[] = [];
  const began = performance.now();
  await atOnce(callers, calls, async (index) => {
    const started = performance.now();
    await call(index);
    took.push(performance.now() - started);
  });
  const seconds = (performance.now() - began) / 1000;
  took.sort((left, right) => left - right);
  const at = (share: number): number => took[Math.floor(share * (took.length - 1))] ?? Number.NaN;
  return { rate: (calls * weight) / seconds, p50: at(0.5), p99: at(0.99) };
}

/** Caller n makes the calls n, n + callers, ...: calls of one index modulo the number of callers never overlap. */
export async function atOnce(
  callers: number,
  calls: number,
  call: (index: number) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let index = caller; index < calls; index += callers) await call(index);
    }),
  );
}

/** The one in the middle. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((left, right) => left - right)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
