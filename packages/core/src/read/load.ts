import type { Document, DocumentKey, PromptReference } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";
import { foldPromptStream, foldSlugStream } from "../history/projection.ts";
import type { SlugState } from "../prompt/slug-claim.ts";
import { initialSlug } from "../prompt/slug-claim.ts";
import type { StoredCommand } from "../store/append.ts";
import type { StreamSlice } from "../store/event-store.ts";
import type { VersionState } from "../version/state.ts";
import type { Engine } from "./engine.ts";
import type { LoadedPrompt } from "../ledger/loaded-prompt.ts";
import type { TenantState, TenantStream, TenantVersions } from "./tenant-streams.ts";
import { NO_TENANT_STATE } from "./tenant-streams.ts";

/** What one attempt at a command has loaded. */
export interface Workspace {
  readonly command: StoredCommand | null;
  readonly prompts: ReadonlyMap<string, LoadedPrompt>;
  /** By slug: the prompt that lives under it, null where none does. */
  readonly promptIds: ReadonlyMap<string, string | null>;
  readonly slugs: ReadonlyMap<string, { readonly base: number; readonly state: SlugState }>;
  /** What the tenant has beside its prompts, as far as it was asked for. */
  readonly tenant: TenantState;
  readonly tenantVersions: TenantVersions;
  readonly position: number;
}

/** What to load. */
export interface WorkspaceRequest {
  readonly documents?: readonly DocumentKey[];
  /** A command id to look up. */
  readonly command?: string;
  readonly tenantStreams?: readonly TenantStream[];
}

/**
 * Loads documents at one moment, with the tenant's streams, and with a command id what is stored of that command. Documents that an older
 * fold made are folded anew from their streams.
 */
export async function loadWorkspace(
  engine: Pick<Engine, "store" | "tenantStreams">,
  tenant: string,
  request: WorkspaceRequest,
  folds: ReadonlySet<string> = new Set(),
): Promise<Workspace> {
  const { documents = [], command, tenantStreams = [] } = request;
  const look = engine.tenantStreams.look(tenant, tenantStreams);
  const result = await engine.store.load(tenant, {
    documents,
    streams: [...[...folds].map((stream) => ({ stream })), ...look.requests],
    ...(command === undefined ? {} : { command }),
  });
  const found = result.documents.filter((document): document is Document => document !== null);
  const stale = found.filter(({ fold, stream }) => fold !== FOLD_VERSION && !folds.has(stream));
  const settled = look.settle(result.streams);
  if (stale.length > 0 || settled === null) {
    const more = new Set([...folds, ...stale.map(({ stream }) => stream)]);
    return loadWorkspace(engine, tenant, request, more);
  }
  const folded = (kind: string): readonly StreamSlice[] =>
    result.streams.filter(({ stream }) => stream.startsWith(kind));
  return {
    command: result.command,
    prompts: new Map([...promptsOf(found), ...folded("prompt-").map(foldedPrompt)]),
    promptIds: promptIdsOf(documents, result.documents),
    slugs: new Map([
      ...documents.flatMap((key, index) => slugEntry(key, result.documents[index] ?? null)),
      ...folded("slug-").map(foldedSlug),
    ]),
    tenant: settled.state,
    tenantVersions: settled.versions,
    position: result.head.position,
  };
}

function promptsOf(documents: readonly Document[]): readonly (readonly [string, LoadedPrompt])[] {
  return documents.flatMap((document) => {
    if (document.kind !== "prompt") return [];
    const { id } = document.state;
    const versions: Record<number, VersionState> = {};
    const pinned: Record<string, VersionState> = {};
    for (const one of documents) {
      if (one.kind === "version" && one.state.promptId === id) versions[one.state.number] = one.state;
      if (one.kind === "deployment" && one.state.promptId === id)
        pinned[one.state.environment] = one.state.pinned;
    }
    return [
      [
        id,
        { base: document.version, stream: { prompt: document.state, versions, pinned }, complete: false },
      ] as const,
    ];
  });
}

function foldedPrompt({ stream, events }: StreamSlice): readonly [string, LoadedPrompt] {
  return [
    stream.slice("prompt-".length),
    { base: events.length, stream: foldPromptStream(events), complete: true },
  ];
}

function foldedSlug({ stream, events }: StreamSlice) {
  const slug = stream.slice("slug-".length);
  return [slug, { base: events.length, state: foldSlugStream(slug, events) }] as const;
}

function promptIdsOf(
  keys: readonly DocumentKey[],
  documents: readonly (Document | null)[],
): ReadonlyMap<string, string | null> {
  const ids = new Map<string, string | null>();
  keys.forEach((key, index) => {
    if (key.kind !== "prompt" || !("slug" in key.prompt)) return;
    const document = documents[index];
    ids.set(key.prompt.slug, document?.kind === "prompt" ? document.state.id : null);
  });
  return ids;
}

function slugEntry(key: DocumentKey, document: Document | null) {
  if (key.kind !== "slug") return [];
  const state = document?.kind === "slug" ? document.state : initialSlug(key.slug);
  return [[key.slug, { base: document?.version ?? 0, state }] as const];
}

/** What nothing was loaded for. */
export const EMPTY_WORKSPACE: Workspace = {
  command: null,
  prompts: new Map(),
  promptIds: new Map(),
  slugs: new Map(),
  tenant: NO_TENANT_STATE,
  tenantVersions: { access: 0, integrations: 0 },
  position: 0,
};

/** A reference as the store takes it. */
export function referenceOf(prompt: string | { readonly slug: string }): PromptReference {
  return typeof prompt === "string" ? { id: prompt } : prompt;
}
