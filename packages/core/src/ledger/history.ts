import * as z from "zod";
import { WHOLE_TENANT } from "../access/grant.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import type { Signal } from "../ports/clock.ts";
import type { PromptRef } from "../prompt/prompt-ref.ts";
import { prefixAt } from "../read/as-of.ts";
import { loadAccess } from "../read/load.ts";
import type { HistoryOptions, HistoryPage } from "../read/prompt-history.ts";
import { promptHistory } from "../read/prompt-history.ts";
import { searchAllEvents, searchEvents } from "../read/search-events.ts";
import type { FoundEvents, SearchOptions, SearchPageOptions } from "../read/search-options.ts";
import type { ReadSession } from "../read/session.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Cursor } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { invalidInput, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Redacted } from "../write/redact.ts";
import { redact } from "../write/redact.ts";
import type { RedactionOptions, RedactionTarget } from "../write/redaction-request.ts";
import type { WriteSession } from "../write/session.ts";

/**
 * The history: events with actor, time and reason, in commit order (RA-1). Reads of the whole log need READ on the whole tenant; otherwise
 * they throw `forbidden`. An event that this release does not know throws `unknown-event`.
 */
export interface History {
  /**
   * A page of what happened to a prompt, also of a deleted one: each event with who, when, from, to and why, as data and as a sentence. People are
   * named as the actor directory knows them now. Throws `prompt-not-found`.
   */
  of(prompt: PromptRef, options?: HistoryOptions): Promise<HistoryPage>;
  /** The tenant's log, oldest first, up to its head at the start of the read (RA-7). Throws `history-diverged` (RA-6) for a cursor of another log. */
  log(options?: {
    readonly after?: Cursor | number;
    readonly until?: number;
    readonly limit?: number;
    readonly signal?: CallOptions["signal"];
  }): AsyncIterable<LedgerEvent>;
  /**
   * The log, followed by every new event without gaps (FO-1), until the signal aborts. While the storage is unavailable, it waits, for half a
   * minute (FO-9). Throws `history-diverged` if the cursor is of another log, or once the log was replaced by an older backup (FO-7, FO-8).
   */
  follow(options?: {
    readonly after?: Cursor | number;
    readonly signal?: Signal;
  }): AsyncIterable<LedgerEvent>;
  /**
   * Finds events by who, what, when and text, newest first, in pages. The same search with the page's `next` as `cursor` continues after it: no
   * event comes twice, and none is skipped that was there before. Needs READ on the whole tenant, or on the prompt if one is given.
   *
   * Throws `invalid-input` for an unknown option and for a cursor of another search, `prompt-not-found`, and `history-diverged` (RA-6) for a
   * cursor whose event the log no longer has.
   */
  search(options?: SearchPageOptions): Promise<FoundEvents>;
  /** Finds all events of a search one after the other, for exports: those up to the head of the log at its start (QL-5). */
  searchAll(options?: SearchOptions): AsyncIterable<LedgerEvent>;
  /**
   * Replaces a text that must go, such as a leaked secret, by `[redacted]`: in what people wrote in events (contents, names, descriptions,
   * messages, tags, reasons), and so in every read, now and of the past. Ids, slugs, types and hashes never change, so earlier checkpoints and
   * proofs hold, and the log still verifies. An `EventRedacted` for each event says who redacted it, and why.
   *
   * Throws `forbidden` without DELETE on the whole tenant, and `invalid-input` where the text occurs in what cannot be redacted, such as a slug; then
   * nothing was redacted. If the call fails otherwise, repeat it: it finishes what is left.
   */
  redact(target: RedactionTarget, options: RedactionOptions): Promise<Redacted>;
  /** Folds the log from its beginning. With `until`, as it was at that moment. */
  replay<State>(
    reducer: (state: State, event: LedgerEvent) => State,
    initial: State,
    options?: CallOptions & { readonly until?: At },
  ): Promise<State>;
}

const count = z.int().min(0);
const after = z.union([count, z.strictObject({ position: count, eventId: z.string().nullable() })], {
  error: "must be a position from 0 on, or a cursor",
});
const at = z.custom<At>().optional();
const logSchema: z.ZodType<NonNullable<Parameters<History["log"]>[0]>> = schemaFor(
  z.strictObject({
    ...callShape,
    after: after.optional(),
    until: count.optional(),
    limit: count.optional(),
  }),
);
const followSchema: z.ZodType<NonNullable<Parameters<History["follow"]>[0]>> = schemaFor(
  z.strictObject({ ...callShape, after: after.optional() }),
);
const replaySchema: z.ZodType<NonNullable<Parameters<History["replay"]>[2]>> = schemaFor(
  z.strictObject({ ...callShape, until: at }),
);

/** The calls on the history. */
export function historyOf(session: WriteSession): History {
  const { tenant } = session;
  return {
    of: (prompt, options) => promptHistory(session, prompt, options),
    async *log(options) {
      const { after = 0, signal, ...range } = parseOptions(logSchema, options);
      const during = sessionUntil(session, signal);
      await requireWholeTenant(during);
      yield* decoded(during.store.readLog(tenant, { after, ...range }));
    },
    async *follow(options) {
      const { after = 0, signal } = parseOptions(followSchema, options);
      const during = sessionUntil(session, signal);
      try {
        await requireWholeTenant(during);
        yield* decoded(during.store.follow(tenant, { after }));
      } catch (error) {
        if (during.signal?.aborted !== true) throw error;
      }
    },
    search: (options) => searchEvents(session, options),
    searchAll: (options) => searchAllEvents(session, options),
    redact: (target, options) => redact(session, target, options),
    async replay(reducer, initial, options) {
      const { until, signal } = parseOptions(replaySchema, options);
      if (typeof reducer !== "function")
        throw invalidInput([{ field: "reducer", message: "must be a function" }]);
      const during = sessionUntil(session, signal);
      await requireWholeTenant(during);
      const point = until === undefined ? null : readPointOf(until);
      const ended = new Set<string>();
      let state = initial;
      const range = point?.kind === "position" ? { until: point.position } : {};
      for await (const event of during.store.readLog(tenant, { after: 0, ...range })) {
        // A stream ends at its first event after the point, as in all other reads of the past.
        if (point !== null && (ended.has(event.stream) || prefixAt([event], point).length === 0))
          ended.add(event.stream);
        else state = reducer(state, decodeEvent(event));
      }
      return state;
    },
  };
}

async function requireWholeTenant(session: ReadSession): Promise<void> {
  authorizeTarget(session, await loadAccess(session), "READ", WHOLE_TENANT);
}

async function* decoded(events: AsyncIterable<RecordedEvent>): AsyncIterable<LedgerEvent> {
  for await (const event of events) yield decodeEvent(event);
}
