/** Choices that were drawn before it is known what there will be to choose from. When they run out, the first is taken. */
export interface Dice {
  /** 0 up to but not including `sides`. */
  roll(sides: number): number;
  /** One of these; undefined where there is none. */
  pick<T>(from: readonly T[]): T | undefined;
  /** One of these, which are not none. */
  of<T>(first: T, ...more: readonly T[]): T;
  /** True in so many of a hundred cases. */
  chance(percent: number): boolean;
}

/** Dice that fall as they were drawn. Zeros, to which a failing case shrinks, choose what comes first, and no chance. */
export function diceOf(drawn: readonly number[]): Dice {
  let index = 0;
  const roll = (sides: number): number => (drawn[index++] ?? 0) % sides;
  return {
    roll,
    pick: (from) => (from.length === 0 ? undefined : from[roll(from.length)]),
    of: (first, ...more) => [first, ...more][roll(more.length + 1)] ?? first,
    chance: (percent) => roll(100) >= 100 - percent,
  };
}
