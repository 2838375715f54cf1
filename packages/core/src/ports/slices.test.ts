import { afterEach, expect, test, vi } from "vitest";
import { newSlices } from "./slices.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("the slices of all that run at once are together no longer than that of one alone", async () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const lasted: number[] = [];
  async function work(rounds: number): Promise<void> {
    const slices = newSlices();
    for (let round = 0; round < rounds; round += 1) {
      await slices.next();
      const begun = now;
      while (!slices.isOver()) now += 0.01;
      lasted.push(now - begun);
    }
  }
  await work(1);
  expect(lasted).toEqual([expect.closeTo(8, 1)]);
  // Twelve searches once lasted twelve slices without a turn for other work.
  lasted.length = 0;
  await Promise.all(Array.from({ length: 12 }, () => work(3)));
  for (const one of lasted.slice(12, 24)) expect(one).toBeCloseTo(8 / 12, 1);
});
