import type { Database } from "./database.ts";
import { plainValues } from "./database.ts";

/** What of PGlite is used. */
export interface PGliteClient {
  query(
    text: string,
    values?: unknown[],
    options?: { rowMode?: "array" | "object" },
  ): Promise<{ rows: unknown[]; affectedRows?: number }>;
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}

/** PGlite in the process: one connection, on which statements follow one another. */
export function pgliteDatabase(pglite: PGliteClient): Database {
  const turns = turnsOf(pglite);
  return {
    durable: false,
    connections: 1,
    pool: {
      connect: async () => {
        const release = await turns.take();
        return clientFor(pglite, release) as never;
      },
      end: async () => undefined,
    },
    async query(text, values = []) {
      const release = await turns.take();
      try {
        const { rows } = await pglite.query(text, plainValues(values), { rowMode: "array" });
        return rows as unknown[][];
      } finally {
        release();
      }
    },
    async listen(channel, heard) {
      const stop = await pglite.listen(channel, heard);
      return { stop };
    },
  };
}

// Kysely's way to a connection: one that is told which command a statement was, and given back.
function clientFor(pglite: PGliteClient, release: () => void) {
  return {
    async query(text: string, values: readonly unknown[]) {
      const { rows, affectedRows } = await pglite.query(text, [...values]);
      return { command: "SELECT", rowCount: affectedRows ?? rows.length, rows };
    },
    release,
  };
}

/** Whose turn it is on the one connection: nobody's statement may come between those of another's transaction. */
interface Turns {
  /** Waits for its turn, and answers what ends it. */
  take(): Promise<() => void>;
}

const TURNS = new WeakMap<PGliteClient, Turns>();

// Stores opened on one PGlite have its turns in common.
function turnsOf(pglite: PGliteClient): Turns {
  const known = TURNS.get(pglite);
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
  TURNS.set(pglite, turns);
  return turns;
}
