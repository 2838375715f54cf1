import type { Slices } from "../ports/slices.ts";

/** So many items are sorted at once. */
const RUN = 512;

type Compare<Item> = (left: Item, right: Item) => number;

/**
 * The first `count` items in order, or all if there are fewer, sorted in slices. Items that cannot be among the first are dropped at once, so
 * the first few of many cost little.
 */
export async function firstInOrder<Item extends object>(
  items: readonly Item[],
  count: number,
  compare: Compare<Item>,
  slices: Slices,
): Promise<readonly Item[]> {
  // Each is sorted and more than twice as long as the next one, but for the last two while they are merged.
  const runs: (readonly Item[])[] = [];
  const mergeLast = async (): Promise<void> => {
    const [left = [], right = []] = runs.splice(-2);
    runs.push(await merged(left, right, count, compare, slices));
  };
  for (let from = 0; from < items.length; from += RUN) {
    const last = runs[0]?.[count - 1];
    const some = items.slice(from, from + RUN);
    const wanted = last === undefined ? some : some.filter((item) => compare(item, last) < 0);
    if (wanted.length > 0) runs.push(wanted.sort(compare).slice(0, count));
    while (isDue(runs.at(-2), runs.at(-1))) await mergeLast();
    if (slices.isOver()) await slices.next();
  }
  while (runs.length > 1) await mergeLast();
  return runs[0] ?? [];
}

/** Whether the last run is to be merged with the one before it. */
function isDue(before: readonly unknown[] | undefined, last: readonly unknown[] = []): boolean {
  return before !== undefined && before.length <= 2 * last.length;
}

async function merged<Item extends object>(
  left: readonly Item[],
  right: readonly Item[],
  count: number,
  compare: Compare<Item>,
  slices: Slices,
): Promise<readonly Item[]> {
  const both: Item[] = [];
  let index = 0;
  let other = 0;
  while (both.length < count) {
    const one = left[index];
    const two = right[other];
    const takesOne = one !== undefined && (two === undefined || compare(one, two) <= 0);
    const next = takesOne ? one : two;
    if (next === undefined) break;
    both.push(next);
    if (takesOne) index += 1;
    else other += 1;
    if (both.length % RUN === 0 && slices.isOver()) await slices.next();
  }
  return both;
}
