import type { QueryPlace } from "../store/event-query.ts";

/** How many positions are looked at in one step: more would be more rows, fewer more steps. */
const LOOKS = 32;

/**
 * The first position of a log whose event meets a condition that all later events meet too, or the position after the head. Since `recordedAt`
 * never goes back, it is found by looking at few events: those of a log of a million in four steps.
 */
export async function firstPosition(
  recordedAt: (positions: readonly number[]) => Promise<readonly number[]>,
  head: number,
  isMet: (place: QueryPlace) => boolean,
): Promise<number> {
  // It is not before `low`, and not after `high`.
  let low = 1;
  let high = head + 1;
  while (low < high) {
    const positions = spread(low, high);
    const times = await recordedAt(positions);
    const met = positions.findIndex((position, index) => isMet({ time: times[index] ?? 0, position }));
    const [before, at] = met < 0 ? [positions.at(-1), high] : [positions[met - 1], positions[met]];
    low = before === undefined ? low : before + 1;
    high = at ?? high;
  }
  return low;
}

/** At most so many positions from `low` on and before `high`, at equal distances. */
function spread(low: number, high: number): readonly number[] {
  const count = Math.min(LOOKS, high - low);
  const distance = (high - low) / (count + 1);
  const positions = Array.from({ length: count }, (_, index) => low + Math.floor(distance * (index + 1)));
  return count < LOOKS ? Array.from({ length: count }, (_, index) => low + index) : positions;
}
