import { documentsOf } from "../catalog/documents-of.ts";
import { inScope } from "../catalog/evaluate.ts";
import type { Filter, Scope } from "../catalog/filter.ts";
import { NEWEST_FIRST } from "../catalog/filter.ts";
import type { PromptRow } from "../catalog/query.ts";
import { selectInSlices } from "../catalog/select-in-slices.ts";
import { LedgerError } from "../errors.ts";
import { readPointOf } from "../history/moment.ts";
import { currentNumber } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { parseOptions } from "../validation/parse.ts";
import { promptStreamsAt } from "./as-of.ts";
import { withCreators } from "./creators.ts";
import { loadAccess, loadWorkspace } from "./load.ts";
import type { FindOptions, Found } from "./options.ts";
import { findSchema } from "./options.ts";
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
  const streams = await promptStreamsAt(session, readPointOf(at));
  const visible = await seenToday(session, streams, scope);
  // What the actor sees is settled; a scope on the past would give back access that was taken away.
  const { total, rows } = await selectInSlices(
    visible.map((stream) => rowOf(stream, environment)),
    { ...query, scope: "all" },
  );
  return { total, items: rows.map((row) => promptView(streamOf(row), environment)), position: head.position };
}

/** The prompts that the actor may see by the current scope. */
async function seenToday(
  session: ReadSession,
  streams: readonly PromptStream[],
  scope: Scope,
): Promise<readonly PromptStream[]> {
  if (scope === "all") return streams;
  const { environment } = session;
  const documents = streams.flatMap(({ prompt: { id } }) => [
    { kind: "prompt" as const, prompt: { id } },
    { kind: "version" as const, prompt: { id }, number: "current" as const },
    { kind: "deployment" as const, prompt: { id }, environment },
  ]);
  const { prompts } = await loadWorkspace(session, { documents });
  return streams.filter(({ prompt }) => {
    const now = prompts.get(prompt.id);
    return now !== undefined && inScope(scope, rowOf(now.stream, environment));
  });
}

function isDeleted(value: boolean): Filter {
  return { type: "compare", field: "deleted", operator: "equals", value };
}

/** A prompt's stream as a row of the catalog. */
export function rowOf(stream: PromptStream, environment: string): PromptRow {
  const documents = documentsOf(stream);
  const current = currentNumber(stream.prompt);
  const prompt = documents.find((one) => one.kind === "prompt");
  if (prompt === undefined) throw new LedgerError("prompt-not-found", "there is no such prompt");
  return {
    prompt,
    current: documents.find((one) => one.kind === "version" && one.state.number === current) ?? null,
    live: documents.find((one) => one.kind === "deployment" && one.state.environment === environment) ?? null,
  } as PromptRow;
}

/** A row of the catalog as a prompt's stream. */
function streamOf({ prompt, current, live }: PromptRow): PromptStream {
  return {
    prompt: prompt.state,
    versions: current === null ? {} : { [current.state.number]: current.state },
    pinned: live === null ? {} : { [live.state.environment]: live.state.pinned },
  };
}
