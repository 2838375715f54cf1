/** Values that are read ahead, so that those to come can be looked at. */
export interface Lookahead<T> {
  /** Reads until so many are there, or all are read. */
  fill(count: number): Promise<void>;
  /** How many are there. */
  readonly length: number;
  /** Whether these are the last ones. */
  readonly isEnded: boolean;
  /** The value so many after the first one; undefined if that is not there. */
  at(offset: number): T | undefined;
  /** Takes the first one away. */
  take(): T | undefined;
}

/** Reads ahead what `make` makes of each value. */
export function lookahead<S, T>(source: AsyncIterable<S>, make: (value: S) => T): Lookahead<T> {
  const iterator = source[Symbol.asyncIterator]();
  let values: T[] = [];
  let first = 0;
  let isEnded = false;
  return {
    async fill(count) {
      if (values.length - first >= count) return;
      values = values.slice(first);
      first = 0;
      while (!isEnded && values.length < count) {
        const next = await iterator.next();
        if (next.done === true) isEnded = true;
        else values.push(make(next.value));
      }
    },
    get length() {
      return values.length - first;
    },
    get isEnded() {
      return isEnded;
    },
    at: (offset) => values[first + offset],
    take() {
      first += 1;
      return values[first - 1];
    },
  };
}
