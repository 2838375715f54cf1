/**
 * Makes choices from random numbers that were generated in advance, before it is known what there is to choose from. When the numbers run
 * out, each further number is 0.
 */
export interface RandomChoices {
  /** An integer from 0 to `limit`, exclusive. */
  below(limit: number): number;
  /** An entry of a list; undefined if the list is empty. */
  pick<T>(from: readonly T[]): T | undefined;
  /** One of the arguments. */
  oneOf<T>(first: T, ...more: readonly T[]): T;
  /** True with this probability, in percent. */
  chance(percent: number): boolean;
}

/** Makes choices from these numbers. fast-check shrinks them to zeros, which pick the first entry and make every `chance` false. */
export function randomChoices(numbers: readonly number[]): RandomChoices {
  let index = 0;
  const below = (limit: number): number => (numbers[index++] ?? 0) % limit;
  return {
    below,
    pick: (from) => (from.length === 0 ? undefined : from[below(from.length)]),
    oneOf: (first, ...more) => [first, ...more][below(more.length + 1)] ?? first,
    chance: (percent) => below(100) >= 100 - percent,
  };
}
