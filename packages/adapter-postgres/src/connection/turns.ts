/** Whose turn it is on one connection: nobody's statement may come between those of another's. */
export interface Turns {
  /** Waits for its turn, and answers what ends it. */
  take(): Promise<() => void>;
}

const TURNS = new WeakMap<object, Turns>();

/** The turns on a connection, which all who use it have in common. */
export function turnsOf(connection: object): Turns {
  const known = TURNS.get(connection);
  if (known !== undefined) return known;
  let last: Promise<void> = Promise.resolve();
  const turns: Turns = {
    take() {
      const before = last;
      let release = (): void => undefined;
      last = new Promise((resolve) => {
        release = resolve;
      });
      return before.then(() => release);
    },
  };
  TURNS.set(connection, turns);
  return turns;
}
