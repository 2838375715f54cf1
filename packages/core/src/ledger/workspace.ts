import type { Document, DocumentKey, PromptReference } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";
import { foldPromptStream } from "../catalog/projection.ts";
import type { SlugState } from "../prompt/slug-claim.ts";
import { initialSlug } from "../prompt/slug-claim.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { initialStream, promptStreamName } from "../prompt/stream.ts";
import type { StoredCommand } from "../store/append.ts";
import type { EventStore } from "../store/event-store.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { VersionState } from "../version/state.ts";

/** A prompt's stream as far as it was loaded, and how many events it had then. */
export interface LoadedPrompt {
  readonly base: number;
  readonly stream: PromptStream;
  /** Whether everything was folded from the events, so that nothing can be missing. */
  readonly complete: boolean;
}

/** What one attempt at a command has loaded. */
export interface Workspace {
  readonly command: StoredCommand | null;
  readonly prompts: ReadonlyMap<string, LoadedPrompt>;
  /** By slug: the prompt that lives under it, null where none does. */
  readonly promptIds: ReadonlyMap<string, string | null>;
  readonly slugs: ReadonlyMap<string, { readonly base: number; readonly state: SlugState }>;
  readonly position: number;
}

/** What to load: documents, and prompts whose whole stream must be folded. */
export interface LoadPlan {
  readonly documents: readonly DocumentKey[];
  readonly folds: readonly string[];
}

/** Loads a plan at one moment. Documents that an older fold made are folded anew from their streams. */
export async function loadWorkspace(
  store: EventStore,
  tenant: string,
  plan: LoadPlan,
  commandId?: string,
): Promise<Workspace> {
  const streams = plan.folds.map((promptId) => ({ stream: promptStreamName(promptId) }));
  const result = await store.load(tenant, {
    documents: plan.documents,
    streams,
    ...(commandId === undefined ? {} : { command: commandId }),
  });
  const stale = staleStreams(result.documents);
  if (stale.length > 0) {
    const folds = [...new Set([...plan.folds, ...stale])];
    if (folds.length > plan.folds.length) return loadWorkspace(store, tenant, { ...plan, folds }, commandId);
  }
  const found = result.documents.filter((document): document is Document => document !== null);
  return {
    command: result.command,
    prompts: new Map([
      ...promptsOf(found),
      ...result.streams.map((slice) => foldedPrompt(slice.stream, slice.events)),
    ]),
    promptIds: promptIdsOf(plan.documents, result.documents),
    slugs: new Map(plan.documents.flatMap((key, index) => slugEntry(key, result.documents[index] ?? null))),
    position: result.head.position,
  };
}

function staleStreams(documents: readonly (Document | null)[]): readonly string[] {
  return documents.flatMap((one) =>
    one !== null && one.fold !== FOLD_VERSION && one.kind !== "slug"
      ? [one.stream.slice("prompt-".length)]
      : [],
  );
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

function foldedPrompt(stream: string, events: readonly RecordedEvent[]): readonly [string, LoadedPrompt] {
  return [
    stream.slice("prompt-".length),
    { base: events.length, stream: foldPromptStream(events), complete: true },
  ];
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

/** A prompt that has no event yet. */
export const NO_PROMPT: LoadedPrompt = { base: 0, stream: initialStream(), complete: true };

/** A reference as the store takes it. */
export function referenceOf(prompt: string | { readonly slug: string }): PromptReference {
  return typeof prompt === "string" ? { id: prompt } : prompt;
}
