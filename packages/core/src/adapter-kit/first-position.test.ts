import * as fc from "fast-check";
import { expect, test } from "vitest";
import { firstPosition } from "./first-position.ts";

test("the first position that meets a condition is that of a scan, and few events are looked at", async () => {
  const times = fc.array(fc.nat({ max: 50 }), { maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(times, fc.nat({ max: 51 }), async (unordered, wanted) => {
      const log = unordered.toSorted((left, right) => left - right);
      let looks = 0;
      const recordedAt = async (positions: readonly number[]): Promise<readonly number[]> => {
        looks += 1;
        expect(positions.every((position) => position >= 1 && position <= log.length)).toBe(true);
        return positions.map((position) => log[position - 1] ?? Number.NaN);
      };
      const found = await firstPosition(recordedAt, log.length, ({ time }) => time >= wanted);
      const scanned = log.findIndex((time) => time >= wanted);
      expect(found).toBe(scanned < 0 ? log.length + 1 : scanned + 1);
      expect(looks).toBeLessThanOrEqual(3);
    }),
  );
});
