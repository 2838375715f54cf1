import type { AccessEvent } from "../access/events.ts";
import { foldAccess } from "../access/evolve.ts";
import type { AccessState } from "../access/state.ts";
import { initialAccess } from "../access/state.ts";
import type { Circumstances } from "../decider.ts";
import { decodeForFold } from "./ledger-event.ts";
import type { IntegrationEvent } from "../integration/events.ts";
import { foldIntegrations } from "../integration/evolve.ts";
import type { IntegrationsState } from "../integration/state.ts";
import { initialIntegrations } from "../integration/state.ts";
import type { SlugEvent, SlugState } from "../prompt/slug-claim.ts";
import { evolveSlug, initialSlug } from "../prompt/slug-claim.ts";
import type { PromptState } from "../prompt/state.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { foldFromStart, promptStreamName, slugStreamName } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { own } from "../validation/own.ts";
import type { VersionState } from "../version/state.ts";
import type { Document } from "../catalog/document.ts";
import { FOLD_VERSION } from "../catalog/document.ts";

/** The events of a prompt's stream, folded. */
export function foldPromptStream(events: readonly RecordedEvent[]): PromptStream {
  return foldFromStart(decodeForFold(events) as readonly (PromptStreamEvent & Circumstances)[]);
}

/** The holder of a slug, from the events of its stream. */
export function foldSlugStream(slug: string, events: readonly RecordedEvent[]): SlugState {
  return (decodeForFold(events) as readonly (SlugEvent & Circumstances)[]).reduce(
    evolveSlug,
    initialSlug(slug),
  );
}

/** The events of a tenant's stream `access`, folded onto what is known of those before. */
export function foldAccessStream(
  events: readonly RecordedEvent[],
  before: AccessState = initialAccess(),
): AccessState {
  return foldAccess(before, decodeForFold(events) as readonly (AccessEvent & Circumstances)[]);
}

/** The events of a tenant's stream `integrations`, folded onto what is known of those before. */
export function foldIntegrationsStream(
  events: readonly RecordedEvent[],
  before: IntegrationsState = initialIntegrations(),
): IntegrationsState {
  return foldIntegrations(before, decodeForFold(events) as readonly (IntegrationEvent & Circumstances)[]);
}

/** All documents of a stream as its events say they are: what a rebuild writes. Streams of other kinds have none. */
export function projectStream(stream: string, events: readonly RecordedEvent[]): readonly Document[] {
  if (events.length === 0) return [];
  if (stream.startsWith("prompt-")) return documentsOf(foldPromptStream(events));
  if (stream.startsWith("slug-")) {
    return [slugDocument(foldSlugStream(stream.slice("slug-".length), events), events.length)];
  }
  return [];
}

/** The documents of a folded prompt's stream. */
export function documentsOf(state: PromptStream): readonly Document[] {
  return [
    promptDocument(state.prompt),
    ...Object.values(state.versions).map(versionDocument),
    ...Object.keys(state.pinned).flatMap((environment) => deploymentDocument(state, environment) ?? []),
  ];
}

/** The document of a prompt. */
export function promptDocument(state: PromptState): Document {
  return {
    kind: "prompt",
    stream: promptStreamName(state.id),
    version: state.revision,
    fold: FOLD_VERSION,
    state,
  };
}

/** The document of a version. */
export function versionDocument(state: VersionState): Document {
  return {
    kind: "version",
    stream: promptStreamName(state.promptId),
    version: state.revision,
    fold: FOLD_VERSION,
    state,
  };
}

/** The document of what is live in an environment, or null where nothing is. */
export function deploymentDocument(stream: PromptStream, environment: string): Document | null {
  const pointer = own(stream.prompt.deployments, environment);
  const pinned = own(stream.pinned, environment);
  if (pointer === undefined || pinned === undefined) return null;
  const promptId = stream.prompt.id;
  return {
    kind: "deployment",
    stream: promptStreamName(promptId),
    version: pointer.deployedRevision,
    fold: FOLD_VERSION,
    state: { promptId, environment, ...pointer, pinned },
  };
}

/** The document of a slug whose stream has so many events. */
export function slugDocument(state: SlugState, version: number): Document {
  return { kind: "slug", stream: slugStreamName(state.slug), version, fold: FOLD_VERSION, state };
}
