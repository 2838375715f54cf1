import type { AccessState } from "../access/state.ts";
import { initialAccess } from "../access/state.ts";
import type { Document, DocumentKey } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";
import { foldPromptStream, foldSlugStream, foldToEach } from "../history/projection.ts";
import type { SlugState } from "../prompt/slug-claim.ts";
import { slugDecider } from "../prompt/slug-claim.ts";
import type { Pin } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptOfStream, promptStreamName } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import type { StoredCommand } from "../store/append.ts";
import type { StreamSlice } from "../store/load.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { VersionState } from "../version/state.ts";
import type { ReadSession } from "./session.ts";
import type { TenantState, TenantStream, TenantVersions } from "./tenant-streams.ts";
import { NO_TENANT_STATE, streamsForPolicy } from "./tenant-streams.ts";

/** A prompt's stream as far as it was loaded, and its number of events. */
export interface LoadedPrompt {
  readonly base: number;
  readonly stream: PromptStream;
  /** Whether the state was folded from all events, so that nothing is missing. */
  readonly complete: boolean;
  /** The id of its last event, if known. The append checks that it is still the last one. */
  readonly lastEvent?: string;
}

/** A prompt without events. */
export const NO_PROMPT: LoadedPrompt = { base: 0, stream: promptStreamDecider.initialState, complete: true };

/** An earlier state of a version that a deployment points to. */
export interface PastVersion {
  readonly promptId: string;
  readonly pin: Pin;
}

/** The result of one load, all of one moment. */
export interface Workspace {
  readonly command: StoredCommand | null;
  readonly prompts: ReadonlyMap<string, LoadedPrompt>;
  /** The prompt of each slug; null if no prompt has it. */
  readonly promptIds: ReadonlyMap<string, string | null>;
  readonly slugs: ReadonlyMap<string, { readonly base: number; readonly state: SlugState }>;
  /** By {@link pastKey}; null if the history does not contain it. */
  readonly past: ReadonlyMap<string, VersionState | null>;
  /** The events of the stream that was asked for. */
  readonly history: readonly RecordedEvent[];
  /** The tenant's access and integrations, as far as they were requested. */
  readonly tenant: TenantState;
  readonly tenantVersions: TenantVersions;
  readonly position: number;
}

const NOTHING = new Map<string, never>();

/** Creates a workspace from cached prompts, without a load. */
export function workspaceOf(prompts: ReadonlyMap<string, LoadedPrompt>): Workspace {
  return {
    command: null,
    prompts,
    promptIds: NOTHING,
    slugs: NOTHING,
    past: NOTHING,
    history: [],
    tenant: NO_TENANT_STATE,
    tenantVersions: { access: 0, integrations: 0 },
    position: 0,
  };
}

/** What to load. */
export interface WorkspaceRequest {
  readonly documents?: readonly DocumentKey[];
  /** Versions to read from the history, as they were when they were deployed. */
  readonly past?: readonly PastVersion[];
  /** The name of a stream whose events to read. */
  readonly history?: string;
  /** A command id to look up. */
  readonly command?: string;
  readonly tenantStreams?: readonly TenantStream[];
}

/**
 * Loads everything in one call of the store, all of one moment. Documents from an older fold are folded again from their streams, which
 * takes a second call.
 */
export async function loadWorkspace(
  session: Pick<ReadSession, "store" | "tenant" | "tenantStreams">,
  request: WorkspaceRequest,
  folds: ReadonlySet<string> = new Set(),
): Promise<Workspace> {
  const { documents = [], past = [], history, command, tenantStreams = [] } = request;
  const look = session.tenantStreams.look(session.tenant, tenantStreams);
  const deepest = new Map<string, number>();
  for (const { promptId, pin } of past)
    deepest.set(promptId, Math.max(pin.revision, deepest.get(promptId) ?? 0));
  const pinnedSlices = [...deepest].map(([id, until]) => ({ stream: promptStreamName(id), until }));
  const result = await session.store.load(session.tenant, {
    documents,
    streams: [
      ...[...folds].map((stream) => ({ stream })),
      ...pinnedSlices,
      ...(history === undefined ? [] : [{ stream: history }]),
      ...look.requests,
    ],
    ...(command === undefined ? {} : { command }),
  });
  const found = result.documents.filter((document): document is Document => document !== null);
  const stale = found.filter(({ fold, stream }) => fold !== FOLD_VERSION && !folds.has(stream));
  const applied = look.apply(result.streams);
  if (stale.length > 0 || applied === null) {
    const more = new Set([...folds, ...stale.map(({ stream }) => stream)]);
    return loadWorkspace(session, request, more);
  }
  const folded = result.streams.slice(0, folds.size);
  const pinned = result.streams.slice(folds.size, folds.size + pinnedSlices.length);
  const told = history === undefined ? undefined : result.streams[folds.size + pinnedSlices.length];
  return {
    command: result.command,
    prompts: promptsOf(found, folded),
    promptIds: promptIdsOf(documents, result.documents),
    slugs: slugsOf(documents, result.documents, folded),
    past: pastOf(past, pinned),
    history: told?.events ?? [],
    tenant: applied.state,
    tenantVersions: applied.versions,
    position: result.head.position,
  };
}

/** The key of an earlier state of a version. */
export function pastKey(promptId: string, { number, revision }: Pick<Pin, "number" | "revision">): string {
  return `${promptId}@${revision}/${number}`;
}

function promptsOf(
  documents: readonly Document[],
  folded: readonly StreamSlice[],
): ReadonlyMap<string, LoadedPrompt> {
  const prompts = new Map<string, LoadedPrompt>();
  const versions = new Map<string, Record<number, VersionState>>();
  const pinned = new Map<string, Record<string, VersionState>>();
  for (const document of documents) {
    if (document.kind === "version") {
      const { state } = document;
      entryOf(versions, state.promptId)[state.number] = state;
    } else if (document.kind === "deployment") {
      const { state } = document;
      entryOf(pinned, state.promptId)[state.environment] = state.pinned;
    }
  }
  for (const document of documents) {
    if (document.kind !== "prompt") continue;
    const { state: prompt, version: base } = document;
    const stream = { prompt, versions: versions.get(prompt.id) ?? {}, pinned: pinned.get(prompt.id) ?? {} };
    prompts.set(prompt.id, { base, stream, complete: false });
  }
  for (const { stream, events } of folded) {
    const id = promptOfStream(stream);
    if (id === null) continue;
    const loaded = { base: events.length, stream: foldPromptStream(events), complete: true };
    prompts.set(id, loaded);
  }
  return prompts;
}

function entryOf<T>(records: Map<string, Record<string, T>>, id: string): Record<string, T> {
  const record = records.get(id) ?? {};
  records.set(id, record);
  return record;
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

function slugsOf(
  keys: readonly DocumentKey[],
  documents: readonly (Document | null)[],
  folded: readonly StreamSlice[],
): Workspace["slugs"] {
  const slugs = new Map<string, { readonly base: number; readonly state: SlugState }>();
  keys.forEach((key, index) => {
    if (key.kind !== "slug") return;
    const document = documents[index];
    const unclaimed = { ...slugDecider.initialState, slug: key.slug };
    const state = document?.kind === "slug" ? document.state : unclaimed;
    slugs.set(key.slug, { base: document?.version ?? 0, state });
  });
  for (const { stream, events } of folded) {
    if (!stream.startsWith("slug-")) continue;
    const slug = stream.slice("slug-".length);
    slugs.set(slug, { base: events.length, state: foldSlugStream(slug, events) });
  }
  return slugs;
}

/** One range per prompt, up to the last requested revision. */
function pastOf(
  past: readonly PastVersion[],
  slices: readonly StreamSlice[],
): ReadonlyMap<string, VersionState | null> {
  const found = new Map<string, VersionState | null>();
  for (const { stream, events } of slices) {
    const own = past.filter(({ promptId }) => promptStreamName(promptId) === stream);
    const reached = foldToEach(
      events,
      own.map(({ pin }) => pin.revision),
    );
    for (const { promptId, pin } of own) {
      const version = reached.get(pin.revision)?.versions[pin.number];
      const isThat = version?.contentHash === pin.contentHash;
      found.set(pastKey(promptId, pin), isThat ? version : null);
    }
  }
  return found;
}

/** What was granted in the tenant beside single prompts, loaded by itself: nothing for an actor that needs no grant. */
export async function loadAccess(session: ReadSession): Promise<AccessState> {
  const tenantStreams = streamsForPolicy(session);
  if (tenantStreams.length === 0) return initialAccess;
  return (await loadWorkspace(session, { tenantStreams })).tenant.access;
}
