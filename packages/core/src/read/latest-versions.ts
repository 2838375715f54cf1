import * as z from "zod";
import { compareText } from "../catalog/evaluate.ts";
import type { Filter, Scope } from "../catalog/filter.ts";
import type { PromptRow } from "../catalog/query.ts";
import type { At } from "../history/moment.ts";
import { callShape } from "../ports/call-options.ts";
import type { PromptState } from "../prompt/state.ts";
import { latestCommitted } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { text } from "../validation/json.ts";
import { parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { VersionState } from "../version/state.ts";
import { loadAccess } from "./load.ts";
import type { ReadOptions } from "./options.ts";
import { promptsSeenAt } from "./prompts-at.ts";
import type { ReadSession } from "./session.ts";
import { sessionUntil } from "./session-until.ts";
import type { PromptVersion } from "./views.ts";
import { promptVersionView } from "./views.ts";

/** Which versions {@link latestVersions} finds. */
export interface LatestOptions extends ReadOptions {
  /** `integration:model`: only versions that are associated with it. */
  readonly integration?: string;
}

const latestSchema: z.ZodType<LatestOptions> = schemaFor(
  z.strictObject({ ...callShape, at: z.custom<At>().optional(), integration: text(255, 1).optional() }),
);

const LIVING: Filter = { type: "compare", field: "deleted", operator: "equals", value: false };

const AFTER = { type: "compare", operator: "greater" } as const;

/** The most that one query answers. */
const PAGE = 1000;

/**
 * The highest committed version of each prompt that the actor may READ, ordered by slug. It takes one query and at most one load for each
 * thousand prompts, or more if versions are deleted meanwhile. Each version was the prompt's highest at some moment of the call.
 */
export async function latestVersions(
  given: ReadSession,
  options?: LatestOptions,
): Promise<readonly PromptVersion[]> {
  const { at, integration, signal } = parseOptions(latestSchema, options);
  const session = sessionUntil(given, signal);
  const { tenant, actor, environment } = session;
  const access = await loadAccess(session);
  const scope = session.policy.scope(actor, "READ", tenant, access);
  if (at !== undefined) return Object.freeze(versionsOf(await livingAt(session, at, scope), integration));
  const sort = { field: "id", direction: "ascending" } as const;
  const found: PromptVersion[] = [];
  let last = "";
  for (;;) {
    // Each thousand begins after the last id of the one before: what is deleted meanwhile moves no other prompt.
    const filter = { type: "and", filters: [LIVING, { ...AFTER, field: "id", value: last }] } as const;
    const query = { filter, sort, page: { number: 1, size: PAGE }, scope, environment };
    const { rows } = await session.store.catalog.findPrompts(tenant, query);
    found.push(...viewsOf(rows, await committedOf(session, tenant, rows), integration));
    last = rows.at(-1)?.prompt.state.id ?? "";
    if (rows.length === PAGE) continue;
    return Object.freeze(found.sort((left, right) => compareText(left.prompt.slug, right.prompt.slug)));
  }
}

/** Which page of {@link latestVersionsPage}. */
export interface LatestPageOptions extends LatestOptions {
  /** Continues after the prompt with this slug: the `next` of the page before. Default: from the first. */
  readonly after?: string;
  /** How many prompts to look at, 1 to 1,000. Default: 100. */
  readonly limit?: number;
}

/** A page of the highest committed versions. It may hold fewer than `limit`, even none, while there are more. */
export interface LatestPage {
  readonly items: readonly PromptVersion[];
  /** Where the next page continues; null if this is the last one. */
  readonly next: string | null;
}

const pageSchema: z.ZodType<LatestPageOptions> = schemaFor(
  z.strictObject({
    ...callShape,
    at: z.custom<At>().optional(),
    integration: text(255, 1).optional(),
    after: text(255).optional(),
    limit: z.int().min(1).max(PAGE).optional(),
  }),
);

/** A page of the highest committed versions of the prompts that the actor may READ, ordered by slug. Each was the prompt's highest at some moment of the call. */
export async function latestVersionsPage(
  given: ReadSession,
  options?: LatestPageOptions,
): Promise<LatestPage> {
  const { at, integration, after = "", limit = 100, signal } = parseOptions(pageSchema, options);
  const session = sessionUntil(given, signal);
  const { tenant, actor, environment } = session;
  const access = await loadAccess(session);
  const scope = session.policy.scope(actor, "READ", tenant, access);
  if (at !== undefined) {
    const later = (await livingAt(session, at, scope)).filter(
      ({ prompt }) => compareText(prompt.slug, after) > 0,
    );
    const page = later.slice(0, limit);
    const next = page.length < limit ? null : (page.at(-1)?.prompt.slug ?? null);
    return Object.freeze({ items: Object.freeze(versionsOf(page, integration)), next });
  }
  const { rows } = await session.store.catalog.findPrompts(tenant, {
    filter: { type: "and", filters: [LIVING, { ...AFTER, field: "slug", value: after }] },
    sort: { field: "slug", direction: "ascending" },
    page: { number: 1, size: limit },
    scope,
    environment,
  });
  const next = rows.length < limit ? null : (rows.at(-1)?.prompt.state.slug ?? null);
  const items = viewsOf(rows, await committedOf(session, tenant, rows), integration);
  return Object.freeze({ items: Object.freeze(items), next });
}

/** The prompts that lived at a moment and that are within a scope today, ordered by slug. */
async function livingAt(session: ReadSession, at: At, scope: Scope): Promise<readonly PromptStream[]> {
  const living = (await promptsSeenAt(session, at, scope)).filter(({ prompt }) => prompt.status === "alive");
  return [...living].sort((left, right) => compareText(left.prompt.slug, right.prompt.slug));
}

/** The latest committed versions of whole streams. */
function versionsOf(
  streams: readonly PromptStream[],
  integration: string | undefined,
): readonly PromptVersion[] {
  return streams.flatMap(({ prompt, versions }) => {
    const version = versions[latestCommitted(prompt)];
    if (version === undefined) return [];
    return isFor(version, integration) ? [promptVersionView(version, prompt)] : [];
  });
}

function isFor({ integrations }: VersionState, integration: string | undefined): boolean {
  return integration === undefined || integrations.includes(integration);
}

function viewsOf(
  rows: readonly PromptRow[],
  versions: readonly (VersionState | null)[],
  integration: string | undefined,
): readonly PromptVersion[] {
  return rows.flatMap(({ prompt }, index) => {
    const version = versions[index] ?? null;
    if (version === null || !isFor(version, integration)) return [];
    return [promptVersionView(version, prompt.state)];
  });
}

/** The latest committed version of each row. Those that are not the current version are loaded together. */
async function committedOf(
  { store }: ReadSession,
  tenant: string,
  rows: readonly PromptRow[],
): Promise<readonly (VersionState | null)[]> {
  const found = new Map<string, VersionState>();
  let behind: readonly PromptState[] = rows.flatMap(({ prompt: { state }, current }) => {
    if (current === null || current.state.number !== latestCommitted(state)) return [state];
    found.set(state.id, current.state);
    return [];
  });
  for (;;) {
    behind = behind.filter((state) => latestCommitted(state) !== 0);
    if (behind.length === 0) return rows.map(({ prompt }) => found.get(prompt.state.id) ?? null);
    const documents = behind.map((state) => ({
      kind: "version" as const,
      prompt: { id: state.id },
      number: latestCommitted(state),
    }));
    for (const document of (await store.load(tenant, { documents })).documents)
      if (document?.kind === "version" && document.state.status === "committed")
        found.set(document.state.promptId, document.state);
    behind = await changedSince(
      store,
      tenant,
      behind.filter(({ id }) => !found.has(id)),
    );
  }
}

/** The prompts whose latest committed version is another one by now: that of before was deleted. */
async function changedSince(
  store: ReadSession["store"],
  tenant: string,
  before: readonly PromptState[],
): Promise<readonly PromptState[]> {
  if (before.length === 0) return [];
  const documents = before.map(({ id }) => ({ kind: "prompt" as const, prompt: { id } }));
  const now = (await store.load(tenant, { documents })).documents;
  return before.flatMap((state, index) => {
    const document = now[index];
    if (document?.kind !== "prompt" || document.state.status !== "alive") return [];
    return latestCommitted(document.state) === latestCommitted(state) ? [] : [document.state];
  });
}
