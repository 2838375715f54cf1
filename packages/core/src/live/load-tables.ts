import type { Filter } from "../catalog/filter.ts";
import type { PromptRow } from "../catalog/query.ts";
import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { Cursor } from "../store/cursor.ts";
import type { Content } from "../version/content.ts";
import type { DraftPrompt } from "./draft-prompt.ts";
import { gather } from "./gather.ts";
import type { LiveTables } from "./live-tables.ts";
import { liveTables } from "./live-tables.ts";
import { contentKey, loadRevisions, versionKey } from "./load-contents.ts";
import type { LiveSession } from "./session.ts";
import type { SettleContext } from "./settle.ts";
import { settle } from "./settle.ts";

/** Tables as they were read, page by page. They hold together only once the log has been read from `start` to `end`. */
export interface LoadedTables {
  readonly tables: LiveTables;
  /** The head of the log before the first page. */
  readonly start: Cursor;
  /** The head of the log at the last page or later. */
  readonly end: Cursor;
}

/** The most that one query answers. */
const PAGE = 1000;
/** How many prompts one query names. */
const NAMED = 200;

/** Loads everything that a view holds. */
export async function loadTables(session: LiveSession, context: SettleContext): Promise<LoadedTables> {
  const { store, tenant } = session;
  const tables = liveTables(session.environment);
  const { head: start } = await store.load(tenant, {});
  for (const filter of filtersFor(context.selection.prompts?.keys))
    for await (const rows of pages(session, context, filter)) {
      const contents = new Map<string, Content>();
      const revisions = await revisionsOf(session, rows);
      const drafts = new Map(rows.map((row) => [row.prompt.state.id, draftOf(row, contents, revisions)]));
      const gathered = await gather(session, tables, context.selection, drafts, { contents });
      tables.replace(settle(tables, gathered, context));
    }
  const { head: end } = await store.load(tenant, {});
  return { tables, start, end };
}

function filtersFor(keys: readonly PromptKey[] | undefined): readonly Filter[] {
  if (keys === undefined) return [{ type: "and", filters: [] }];
  const filters: Filter[] = [];
  for (let first = 0; first < keys.length; first += NAMED) {
    const named = keys.slice(first, first + NAMED).map((key): Filter => {
      const [field, value] = "id" in key ? (["id", key.id] as const) : (["slug", key.slug] as const);
      return { type: "compare", field, operator: "equals", value };
    });
    filters.push({ type: "or", filters: named });
  }
  return filters;
}

async function* pages(
  { store, tenant, environment: standard }: LiveSession,
  { selection }: SettleContext,
  filter: Filter,
): AsyncGenerator<readonly PromptRow[]> {
  const environments = selection.environments ?? new Set([standard]);
  const [first = standard] = environments;
  const environment = environments.has(standard) ? standard : first;
  let last = "";
  for (;;) {
    // Each page begins after the last id of the one before: what comes and goes meanwhile moves no other prompt.
    const after = { type: "compare", field: "id", operator: "greater", value: last } as const;
    const { rows } = await store.catalog.findPrompts(tenant, {
      filter: { type: "and", filters: [filter, after] },
      sort: { field: "id", direction: "ascending" },
      page: { number: 1, size: PAGE },
      scope: "all",
      environment,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.prompt.state.id ?? "";
  }
}

/** The revisions of the versions that are deployed. Those of current versions came with the page. */
async function revisionsOf(
  session: LiveSession,
  rows: readonly PromptRow[],
): Promise<ReadonlyMap<string, number>> {
  const deployed = rows.flatMap(({ prompt: { state }, current }) => {
    const numbers = new Set(Object.values(state.deployments).map(({ number }) => number));
    numbers.delete(current?.state.number ?? 0);
    return [...numbers].map((number) => ({ promptId: state.id, number }));
  });
  const revisions = new Map(await loadRevisions(session, deployed));
  for (const { current } of rows)
    if (current !== null) {
      const { promptId, number, revision } = current.state;
      revisions.set(versionKey(promptId, number), revision);
    }
  return revisions;
}

/** A prompt of a page. The content that came with it need not be loaded. */
function draftOf(
  { prompt: { state }, live }: PromptRow,
  contents: Map<string, Content>,
  revisions: ReadonlyMap<string, number>,
): DraftPrompt {
  const { id: promptId } = state;
  if (live !== null) {
    const { environment, deployedRevision, pinned } = live.state;
    contents.set(contentKey({ promptId, environment, deployedRevision }), pinned.content);
  }
  const deployments = Object.entries(state.deployments).map(([environment, pointer]) => {
    const { number, revision, contentHash, deployedAt, deployedRevision } = pointer;
    const pin = { number, revision, contentHash };
    const isCurrent = revisions.get(versionKey(promptId, number)) === revision;
    const place = { environment, pin, deployedAt, deployedRevision };
    return [environment, { ...place, isCurrent, resolved: null }] as const;
  });
  return {
    id: promptId,
    slug: state.slug,
    isDeleted: state.status === "deleted",
    deployments: new Map(deployments),
    isComplete: true,
    stream: null,
    isRedacted: false,
    revision: state.revision,
  };
}
