import { z } from "zod";
import { WHOLE_TENANT } from "../access/grant.ts";
import { prefixAt } from "../read/as-of.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import { readPointOf } from "../history/moment.ts";
import { promptStreamName } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { parse } from "../validation/parse.ts";
import { authorizeTarget, loadAccess } from "../authorization/authorize.ts";
import type { Engine, Session } from "../read/engine.ts";
import { readPrompt } from "../read/read-prompt.ts";
import type { History } from "./tenant-ledger.ts";

const ofSchema = z.strictObject({ after: z.int().min(0).optional() });

/** The calls on the history. */
export function historyOf(engine: Engine, session: Session): History {
  const { store } = engine;
  const { tenant } = session;
  return {
    async of(prompt, { at, ...options } = {}) {
      const { after = 0 } = parse(ofSchema, options);
      const { prompt: state } = await readPrompt(engine, session, prompt, { permission: "READ", at });
      const { streams } = await store.load(tenant, { streams: [{ stream: promptStreamName(state.id) }] });
      const events = streams[0]?.events ?? [];
      const wanted = at === undefined ? events : prefixAt(events, readPointOf(at));
      return wanted.slice(after).map((event) => decodeEvent(event));
    },
    async *log({ after = 0, until, limit } = {}) {
      await requireWholeTenant(engine, session);
      const range = {
        after,
        ...(until === undefined ? {} : { until }),
        ...(limit === undefined ? {} : { limit }),
      };
      yield* decoded(store.readLog(tenant, range));
    },
    async *follow({ after = 0, signal } = {}) {
      await requireWholeTenant(engine, session);
      yield* decoded(store.follow(tenant, { after, ...(signal === undefined ? {} : { signal }) }));
    },
    async replay(reducer, initial, { until } = {}) {
      await requireWholeTenant(engine, session);
      const point = until === undefined ? null : readPointOf(until);
      const ended = new Set<string>();
      let state = initial;
      for await (const event of store.readLog(tenant, { after: 0 })) {
        // A stream ends at its first event after the point, as every other reading of the past has it.
        if (point !== null && (ended.has(event.stream) || prefixAt([event], point).length === 0))
          ended.add(event.stream);
        else state = reducer(state, decodeEvent(event));
      }
      return state;
    },
  };
}

async function requireWholeTenant(engine: Engine, session: Session): Promise<void> {
  authorizeTarget(engine, session, await loadAccess(engine, session), "READ", WHOLE_TENANT);
}

async function* decoded(events: AsyncIterable<RecordedEvent>): AsyncIterable<LedgerEvent> {
  for await (const event of events) yield decodeEvent(event);
}
