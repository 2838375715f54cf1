import type { Cursor } from "@promptledger/core/adapter";
import { newSlices, START } from "@promptledger/core/adapter";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { NUL } from "../event-text.ts";
import { BUCKETS, CHANGES, SEGMENT } from "../keys.ts";
import type { IndexedRow } from "./rows.ts";
import { rowOf } from "./rows.ts";

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

/** At most so many changed rows are read in one call: the server is busy with it for about a millisecond. */
const CALL = 200;

/** About so many fields of a bucket are read in one call, the first time: the server only walks along them, and looks nothing up. */
const BUCKET_CALL = 500;

/** So many buckets are read at once, the first time. */
const BUCKETS_AT_ONCE = 4;

/**
 * The rows of one tenant and one environment. The first query reads them all, a few hundred at a time; each later one reads those that the log,
 * and the few writes without an event, say have changed. A call that leaves nothing unread is the moment at which all rows are true.
 */
export function promptIndex(source: ReadSource, environment: string): PromptIndex {
  const { connection, keys } = source;
  const buckets = Array.from({ length: BUCKETS.prompts }, (_, bucket) => keys.prompts(bucket));
  let rows = new Map<string, IndexedRow>();
  /** The log's head at the moment at which the rows were last true; null before the first. */
  let head: Cursor | null = null;
  /** Up to where references, and writes without an event, were read. */
  let read = 0;
  let writes = "0";
  let running: Promise<Indexed> | null = null;
  let next: Promise<Indexed> | null = null;

  function put(into: Map<string, IndexedRow>, stream: string, [prompt, current, live]: RowTexts): void {
    const row = rowOf(stream, prompt, current, live);
    if (row === null) into.delete(stream);
    else into.set(stream, row);
  }

  // What changes while all rows are read comes after the place that is read first: the next call reads it again.
  async function readAll(): Promise<void> {
    const start = reading(source);
    const fields = start.fields(keys.head, ["w"]);
    const began = (await start.run()).head;
    const all = new Map<string, IndexedRow>();
    const slices = newSlices();
    // While rows of one bucket are made, the server reads others. If one fails, `for` ends the generator for all.
    const unread = (function* () {
      yield* buckets;
    })();
    const readUnread = async (): Promise<void> => {
      for (const bucket of unread) {
        for (const [stream, texts] of await readBucket(source, bucket, environment)) {
          put(all, stream, texts);
          if (slices.isOver()) await slices.next();
        }
      }
    };
    await Promise.all(Array.from({ length: BUCKETS_AT_ONCE }, readUnread));
    // Only now: if a bucket could not be read, the next call begins again, and does not go on with a part.
    rows = all;
    head = began;
    read = began.position;
    writes = fields()[0] ?? "0";
  }

  async function bringUpToDate(): Promise<Indexed> {
    for (;;) {
      if (head === null) await readAll();
      const { position, eventId } = head ?? START;
      const segment = Math.floor(read / SEGMENT.log);
      const log = [keys.log(segment), keys.log(segment + 1)];
      const reply = await connection.run(
        SCRIPTS.rows,
        [keys.head, keys.changes, keys.ids(eventId ?? ""), ...log, ...buckets],
        [position, eventId ?? "", read, writes, CALL, environment, SEGMENT.log, CHANGES],
        "reads",
      );
      if (reply === null) {
        head = null;
        continue;
      }
      const [now, id, upTo, writesNow, done, ...texts] = reply as [string, string, string, string, number];
      const changed: readonly (string | null)[] = texts;
      for (let index = 0; index < changed.length; index += 4) {
        const [stream, prompt = null, current = null, live = null] = changed.slice(index, index + 4);
        put(rows, stream ?? "", [prompt, current, live]);
      }
      read = Number(upTo);
      writes = writesNow;
      if (done !== 1) continue;
      head = now === "0" ? START : { position: Number(now), eventId: id };
      return { rows, head };
    }
  }

  function fresh(): Promise<Indexed> {
    if (running === null) {
      running = bringUpToDate().finally(() => {
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

/** The stored parts of a row. */
type RowTexts = [prompt: string | null, current: string | null, live: string | null];

/** All rows of a bucket, a part of it at a time. */
async function readBucket(
  { connection }: ReadSource,
  bucket: string,
  environment: string,
): Promise<ReadonlyMap<string, RowTexts>> {
  const found = new Map<string, RowTexts>();
  const places: { readonly [suffix: string]: 0 | 1 | 2 } = { "": 0, v: 1, [`d${environment}`]: 2 };
  let cursor = "0";
  do {
    const [following, list] = (await connection.command(
      "hscan",
      bucket,
      [cursor, "COUNT", BUCKET_CALL],
      "reads",
    )) as [string, string[]];
    for (let index = 0; index < list.length; index += 2) {
      const field = list[index] ?? "";
      const end = field.indexOf(NUL);
      const [stream, suffix] = end < 0 ? [field, ""] : [field.slice(0, end), field.slice(end + 1)];
      const place = Object.hasOwn(places, suffix) ? places[suffix] : undefined;
      if (place === undefined) continue;
      const texts = found.get(stream) ?? [null, null, null];
      texts[place] = list[index + 1] ?? null;
      found.set(stream, texts);
    }
    cursor = following;
  } while (cursor !== "0");
  return found;
}
