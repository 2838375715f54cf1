import { accessDecider } from "../access/decider.ts";
import type { AccessEvent } from "../access/events.ts";
import type { AccessState } from "../access/state.ts";
import type { Document } from "../catalog/document.ts";
import { documentsOf, slugDocument } from "../catalog/documents-of.ts";
import type { EventContext } from "../decider.ts";
import { fold } from "../decider.ts";
import { integrationDecider } from "../integration/decider.ts";
import type { IntegrationEvent } from "../integration/events.ts";
import type { IntegrationsState } from "../integration/state.ts";
import type { SlugEvent, SlugState } from "../prompt/slug-claim.ts";
import { slugDecider } from "../prompt/slug-claim.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { promptOfStream } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { DomainEvent } from "./ledger-event.ts";
import { decodeForFold } from "./ledger-event.ts";

/** Folds events of a prompt's stream onto the state after the events before them. */
export function foldPromptStream(
  events: readonly RecordedEvent[],
  before: PromptStream = promptStreamDecider.initialState,
): PromptStream {
  return fold(promptStreamDecider, before, decoded<PromptStreamEvent>(events));
}

/** The state of a prompt's stream after each of these numbers of events. The events are folded once. */
export function foldToEach(
  events: readonly RecordedEvent[],
  revisions: readonly number[],
): ReadonlyMap<number, PromptStream> {
  const reached = new Map<number, PromptStream>();
  let stream = promptStreamDecider.initialState;
  let folded = 0;
  for (const revision of [...new Set(revisions)].sort((left, right) => left - right)) {
    stream = foldPromptStream(events.slice(folded, revision), stream);
    folded = revision;
    reached.set(revision, stream);
  }
  return reached;
}

/** The state of a slug, from the events of its stream. */
export function foldSlugStream(slug: string, events: readonly RecordedEvent[]): SlugState {
  return fold(slugDecider, { ...slugDecider.initialState, slug }, decoded<SlugEvent>(events));
}

/** Folds events of a tenant's stream `access` onto the state after the events before them. */
export function foldAccessStream(
  events: readonly RecordedEvent[],
  before: AccessState = accessDecider.initialState,
): AccessState {
  return fold(accessDecider, before, decoded<AccessEvent>(events));
}

/** Folds events of a tenant's stream `integrations` onto the state after the events before them. */
export function foldIntegrationsStream(
  events: readonly RecordedEvent[],
  before: IntegrationsState = integrationDecider.initialState,
): IntegrationsState {
  return fold(integrationDecider, before, decoded<IntegrationEvent>(events));
}

/** The documents that the events of a stream produce. A rebuild writes them. Streams of other kinds have none. */
export function projectStream(stream: string, events: readonly RecordedEvent[]): readonly Document[] {
  if (events.length === 0) return [];
  if (promptOfStream(stream) !== null) return documentsOf(foldPromptStream(events));
  if (stream.startsWith("slug-")) {
    return [slugDocument(foldSlugStream(stream.slice("slug-".length), events), events.length)];
  }
  return [];
}

// A stream contains only events of its own aggregates, because only the ledger writes it.
function decoded<Event extends DomainEvent>(
  events: readonly RecordedEvent[],
): readonly (Event & EventContext)[] {
  return decodeForFold(events) as readonly (Event & EventContext)[];
}
