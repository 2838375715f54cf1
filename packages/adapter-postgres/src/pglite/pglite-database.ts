import { throwIfAborted } from "@promptledger/core/adapter";
import { textValues } from "../binary/composite-array.ts";
import type { Database, Query } from "../connection/database.ts";
import { turnsOf } from "../connection/turns.ts";

/** What of PGlite is used. */
export interface PGliteClient {
  query(
    text: string,
    values?: unknown[],
    options?: { rowMode?: "array" | "object" },
  ): Promise<{ rows: unknown[]; affectedRows?: number }>;
  exec(text: string): Promise<unknown>;
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}

/** PGlite in the process: one connection, on which statements follow one another. */
export function pgliteDatabase(pglite: PGliteClient): Database {
  // Stores opened on one PGlite have its turns in common.
  const turns = turnsOf(pglite);
  const run: Query = async (text, values = []) => {
    const { rows } = await pglite.query(text, textValues(values), { rowMode: "array" });
    return rows as unknown[][];
  };
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
    async query(text, values, _often, signal) {
      const release = await turns.take();
      try {
        throwIfAborted(signal);
        return await run(text, values);
      } finally {
        release();
      }
    },
    async connect() {
      const release = await turns.take();
      return {
        query: run,
        async script(text) {
          await pglite.exec(text);
        },
        release,
      };
    },
    async listen(channel, heard) {
      const stop = await pglite.listen(channel, heard);
      return { stop };
    },
  };
}

// Kysely's way to a connection: one that reports which command a statement was, and is released.
function clientFor(pglite: PGliteClient, release: () => void) {
  return {
    async query(text: string, values: readonly unknown[]) {
      const { rows, affectedRows } = await pglite.query(text, [...values]);
      return { command: "SELECT", rowCount: affectedRows ?? rows.length, rows };
    },
    release,
  };
}
