import type { Cursor, PromptRow } from "@promptledger/core";
import { START } from "@promptledger/core";
import { BUCKETS } from "./keys.ts";
import type { ReadSource } from "./reading.ts";
import { rowOf } from "./rows.ts";
import { SCRIPTS } from "./scripts.ts";

/** What is looked for in a tenant's prompts: their rows in this process, as they are on the server. */
export interface PromptIndex {
  /** The rows as they all were at one moment after the call; they may be changed once the caller lets others have their turn. */
  fresh(): Promise<Indexed>;
  readonly size: number;
}

/** All rows of a tenant at one moment, by stream. */
export interface Indexed {
  readonly rows: ReadonlyMap<string, IndexedRow>;
  readonly head: Cursor;
}

/** A row, and how often the tenant's documents had been written when its own last were. */
export interface IndexedRow extends PromptRow {
  readonly writes: string;
}

/** At most so many rows are read in one call: the server is busy with it for about a millisecond. */
const CALL = 500;

/**
 * The rows of one tenant and one environment. The first query reads them all, in calls of a few hundred; each later one reads what has changed
 * since. A call that leaves nothing unread is the moment at which all rows are true.
 */
export function promptIndex({ connection, keys }: ReadSource, environment: string): PromptIndex {
  const rows = new Map<string, IndexedRow>();
  let since: string[] = [];
  let head: Cursor = START;
  let running: Promise<Indexed> | null = null;
  let next: Promise<Indexed> | null = null;
  const buckets = Array.from({ length: BUCKETS.catalog }, (_, bucket) => [
    keys.rows(bucket),
    keys.changes(bucket),
  ]).flat();
  reset();

  function reset(): void {
    rows.clear();
    since = Array.from({ length: BUCKETS.catalog }, () => "0");
    head = START;
  }

  async function read(): Promise<Indexed> {
    for (;;) {
      const reply = await connection.run(
        SCRIPTS.changes,
        [keys.head, keys.marks, keys.ids(head.eventId ?? ""), ...buckets],
        [head.position, head.eventId ?? "", CALL, environment, since.join(",")],
        "reads",
      );
      // A failover took away what was read: all is read anew.
      if (reply === null) {
        reset();
        continue;
      }
      const [position, id, , done, ...changes] = reply as [string, string, string, number, ...Change[]];
      for (const [bucket, writes, stream, prompt, current, live] of changes) {
        since[bucket] = writes;
        const row = rowOf(stream, prompt, current, live);
        if (row === null) rows.delete(stream);
        else rows.set(stream, { ...row, writes });
      }
      head = position === "0" ? START : { position: Number(position), eventId: id };
      if (done === 1) return { rows, head };
    }
  }

  function fresh(): Promise<Indexed> {
    if (running === null) {
      running = read().finally(() => {
        running = null;
      });
      return running;
    }
    // What runs may have read before the caller came: those who come meanwhile share the next one.
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return fresh();
      });
    return next;
  }

  return {
    fresh,
    get size() {
      return rows.size;
    },
  };
}

type Change = readonly [
  bucket: number,
  writes: string,
  stream: string,
  prompt: string | null,
  current: string | null,
  live: string | null,
];
