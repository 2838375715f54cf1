/** How many entries of a list to read next, so that their text stays near a size. */
export interface PartSize {
  readonly limit: number;
  /** What the entries came to, in characters, which the next limit follows. */
  wasRead(length: number): void;
}

/** How many are read at first. Each may have a megabyte. */
const FIRST_LIMIT = 20;

/** How many are read at once if those before were small. The next ones may still be large. */
const MAXIMUM_LIMIT = 200;

/** How much text of one part is aimed at, in characters. */
const PART_LENGTH = 2_000_000;

/** The limits for one list. */
export function newPartSize(): PartSize {
  let limit = FIRST_LIMIT;
  return {
    get limit() {
      return limit;
    },
    wasRead(length) {
      // As many as would have made a part of the size that is aimed at.
      const fitting = Math.floor((limit * PART_LENGTH) / Math.max(1, length));
      limit = Math.max(1, Math.min(MAXIMUM_LIMIT, fitting));
    },
  };
}
