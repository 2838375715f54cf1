import type { Filter } from "../catalog/filter.ts";
import { NEWEST_FIRST } from "../catalog/filter.ts";
import type { PromptRow } from "../catalog/query.ts";
import { selectInSlices } from "../catalog/select-in-slices.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { parseOptions } from "../validation/parse.ts";
import { withCreators } from "./creators.ts";
import { loadAccess } from "./load.ts";
import type { FindOptions, Found } from "./options.ts";
import { findSchema } from "./options.ts";
import { promptsSeenAt, rowOf } from "./prompts-at.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";
import type { Prompt } from "./views.ts";
import { promptView } from "./views.ts";

const ALL: Filter = { type: "and", filters: [] };

/** A page of the prompts that the actor may READ, now or as they were. */
export async function findPrompts(
  given: ReadSession,
  options: FindOptions | undefined,
): Promise<Found<Prompt>> {
  const {
    at,
    filter: unresolved = ALL,
    sort = NEWEST_FIRST,
    page = { number: 1, size: 25 },
    environment = given.environment,
    deleted = false,
    signal,
  } = parseOptions(findSchema, options);
  const session = sessionUntil(given, signal);
  const { tenant, actor } = session;
  const access = await loadAccess(session);
  const scope = session.policy.scope(actor, "READ", tenant, access);
  const filter = await withCreators(unresolved, session);
  const wanted =
    deleted === "any" ? filter : ({ type: "and", filters: [isDeleted(deleted), filter] } as const);
  const query = { filter: wanted, sort, page, scope, environment };
  if (at === undefined) {
    const { total, rows, head } = await session.store.catalog.findPrompts(tenant, query);
    const items = rows.map((row) => promptView(streamOf(row), environment));
    return { total, items, position: head.position };
  }
  const { head } = await session.store.load(tenant, {});
  const visible = await promptsSeenAt(session, at, scope);
  // What the actor sees is settled; a scope on the past would give back access that was taken away.
  const { total, rows } = await selectInSlices(
    visible.map((stream) => rowOf(stream, environment)),
    { ...query, scope: "all" },
  );
  return { total, items: rows.map((row) => promptView(streamOf(row), environment)), position: head.position };
}

function isDeleted(value: boolean): Filter {
  return { type: "compare", field: "deleted", operator: "equals", value };
}

/** A row of the catalog as a prompt's stream. */
function streamOf({ prompt, current, live }: PromptRow): PromptStream {
  return {
    prompt: prompt.state,
    versions: current === null ? {} : { [current.state.number]: current.state },
    pinned: live === null ? {} : { [live.state.environment]: live.state.pinned },
  };
}
