/** How many entries of a list to read next, so that their text stays near a size. */
export interface PartSize {
  readonly limit: number;
  /** What the entries came to, in characters, which the next limit follows. */
  wasRead(length: number): void;
}

/** How many are read at first. Each may have a megabyte. */
const FIRST_LIMIT = 20;

/** How many are read at once if those before were small: as many as the ledger gives, because some storages look at every prompt for each read. */
const MAXIMUM_LIMIT = 1000;

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

/**
 * The JSON texts of entries that were read at once, in parts of the size that is aimed at: those that follow small ones may still be large.
 * Returns what they came to.
 */
export function* jsonParts(
  entries: readonly object[],
  partLength: number = PART_LENGTH,
): Generator<readonly string[], number> {
  let part: string[] = [];
  let length = 0;
  let total = 0;
  for (const entry of entries) {
    const text = JSON.stringify(entry);
    total += text.length;
    length += text.length;
    if (length > partLength && part.length > 0) {
      yield part;
      part = [];
      length = text.length;
    }
    part.push(text);
  }
  yield part;
  return total;
}
