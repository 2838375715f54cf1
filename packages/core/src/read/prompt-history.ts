import * as z from "zod";
import type { HistoryEntry } from "../history/history-entry.ts";
import { historyEntry } from "../history/history-entry.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import { foldPromptStream } from "../history/projection.ts";
import { callShape } from "../ports/call-options.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { namesOf } from "./actor-names.ts";
import { prefixAt } from "./as-of.ts";
import type { ReadOptions } from "./options.ts";
import { readPrompt } from "./read-prompt.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";

/** Which events of a prompt. */
export interface HistoryOptions extends ReadOptions {
  /** Continues after the event with this `version`: the `next` of the page before. Default: from the first, in this order. */
  readonly after?: number;
  /** 1 to 1,000. Default: 100. */
  readonly limit?: number;
  /** Default: `oldest`. */
  readonly order?: HistoryOrder;
}

/** Which events come first. */
export type HistoryOrder = "oldest" | "newest";

/** A page of a history. */
export interface HistoryPage {
  /** The events, in the requested order. */
  readonly items: readonly HistoryEntry[];
  /** Where the next page continues: pass it as `after`. Null if this is the last page. */
  readonly next: number | null;
  /** The number of events on all pages together. */
  readonly total: number;
}

const historySchema: z.ZodType<HistoryOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    at: z.custom<At>().optional(),
    after: z.int().min(0).optional(),
    limit: z.int().min(1).max(1000).optional(),
    order: z.enum(["oldest", "newest"]).optional(),
  }),
);

/** A page of a prompt's events, each described. The stream is read whole, because what an event changed is in the events before it. */
export async function promptHistory(
  given: ReadSession,
  prompt: PromptRef,
  options?: HistoryOptions,
): Promise<HistoryPage> {
  const { at, after, limit = 100, order = "oldest", signal } = parseOptions(historySchema, options);
  const session = sessionUntil(given, signal);
  const { stream } = await readPrompt(session, prompt, { permission: "READ", at });
  const name = promptStreamName(stream.prompt.id);
  const { streams } = await session.store.load(session.tenant, { streams: [{ stream: name }] });
  const all = streams[0]?.events ?? [];
  const events = at === undefined ? all : prefixAt(all, readPointOf(at));
  const total = events.length;
  if (order === "oldest") {
    const end = Math.min(total, (after ?? 0) + limit);
    const items = await entriesOf(session, events, after ?? 0, end);
    return deepFreeze({ items, next: end < total ? end : null, total });
  }
  const end = Math.min(total, (after ?? total + 1) - 1);
  const start = Math.max(0, end - limit);
  const items = [...(await entriesOf(session, events, start, end))].reverse();
  return deepFreeze({ items, next: start > 0 && end > 0 ? start + 1 : null, total });
}

/** The entries of the events from one index to before another, oldest first. */
async function entriesOf(
  session: ReadSession,
  events: readonly RecordedEvent[],
  start: number,
  end: number,
): Promise<readonly HistoryEntry[]> {
  const wanted = events.slice(start, Math.max(start, end));
  const decoded = wanted.map((event) => decodeEvent(event));
  const nameOf = await namesOf(
    session,
    decoded.map(({ actor }) => actor),
  );
  let before = foldPromptStream(events.slice(0, start));
  return decoded.map((event, index) => {
    const entry = historyEntry(event, nameOf, before);
    before = foldPromptStream(wanted.slice(index, index + 1), before);
    return entry;
  });
}
