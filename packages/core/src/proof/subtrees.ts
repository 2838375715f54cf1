/** The leaves from `start` up to, not including, `end`. They make a subtree: `start` is a multiple of the least power of two that holds them all. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: of `2 ** level` leaves, the `index`th of that size. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The subtrees whose hashes prove that a leaf is in a tree, from its sibling up (RFC 9162, section 2.1.3.1). */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  const ranges: LeafRange[] = [];
  let range = { start: 0, end: size };
  while (range.end - range.start > 1) {
    const [left, right] = halves(range);
    const isLeft = index < left.end;
    ranges.push(isLeft ? right : left);
    range = isLeft ? left : right;
  }
  return ranges.reverse();
}

/** The subtrees whose hashes prove that a tree continues an older one of at least one leaf (RFC 9162, section 2.1.4.1). */
export function consistencyRanges(older: number, newer: number): readonly LeafRange[] {
  const ranges: LeafRange[] = [];
  let range = { start: 0, end: newer };
  // Whether the subtree that is left holds all leaves of the older tree, so that its root is known to who has that one.
  let isWhole = true;
  while (range.end > older) {
    const [left, right] = halves(range);
    const isLeft = older <= left.end;
    ranges.push(isLeft ? right : left);
    range = isLeft ? left : right;
    if (!isLeft) isWhole = false;
  }
  if (!isWhole) ranges.push(range);
  return ranges.reverse();
}

/** The complete subtrees that a range consists of, from the greatest to the smallest. */
export function subtreesOf({ start, end }: LeafRange): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let from = start; from < end; ) {
    const level = greatestLevel(end - from);
    subtrees.push({ level, index: from / 2 ** level });
    from += 2 ** level;
  }
  return subtrees;
}

/** A range of two leaves or more, divided as RFC 9162 divides it: the left one has the greatest power of two below its size. */
function halves({ start, end }: LeafRange): readonly [left: LeafRange, right: LeafRange] {
  const middle = start + 2 ** greatestLevel(end - start - 1);
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

/** The greatest level whose complete subtrees have at most so many leaves. Not by a logarithm, which is rounded. */
export function greatestLevel(leaves: number): number {
  let level = 0;
  while (2 ** (level + 1) <= leaves) level += 1;
  return level;
}
