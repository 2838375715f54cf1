import type { Document, DocumentAddress } from "../catalog/document.ts";
import { deploymentDocument, promptDocument, versionDocument } from "../catalog/documents-of.ts";
import type { Decider, EventContext } from "../decider.ts";
import { fold } from "../decider.ts";
import type { DomainEvent } from "../history/ledger-event.ts";
import { SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { promptStreamDecider } from "../prompt/stream-decider.ts";
import type { LoadedPrompt } from "../read/load.ts";
import { pendingTime } from "../recorded-at.ts";
import type { StreamAppend } from "../store/append.ts";
import type { NewEvent } from "../store/recorded-event.ts";

/** The facts that all events of one change share. An append of several changes sets them before each. */
export interface AppendContext {
  readonly actor: string;
  /** JSON text of the events' metadata. */
  readonly metadata: string;
  readonly occurredAt: number | null;
  eventId(): string;
}

/** A stream in one append: as it was loaded, and as it will be. */
export interface Pending<State, Event> {
  /** The number of its events when it was loaded. */
  readonly base: number;
  readonly events: readonly NewEvent[];
  /** After the events so far; their times are pending until the store has recorded them. */
  state(): State;
  apply(events: readonly Event[]): void;
}

/** Folds each event as the store will return it: parsed from its text. */
export function pendingStream<State, Event extends DomainEvent>(
  context: AppendContext,
  decider: Pick<Decider<never, State, Event, never>, "initialState" | "evolve">,
  base: number,
  loaded: State,
): Pending<State, Event> {
  let state = loaded;
  const pending: NewEvent[] = [];
  const pend = ({ type, data: given }: Event): Event & EventContext => {
    const { actor, metadata, occurredAt } = context;
    const data = JSON.stringify(given);
    pending.push({
      id: context.eventId(),
      type,
      schemaVersion: SCHEMA_VERSIONS[type],
      data,
      metadata,
      occurredAt,
    });
    const version = base + pending.length;
    const happened: unknown = { type, data: JSON.parse(data), version, at: pendingTime(occurredAt), actor };
    return happened as Event & EventContext;
  };
  return {
    base,
    events: pending,
    state: () => state,
    apply(events) {
      state = fold(decider, state, events.map(pend));
    },
  };
}

/** A prompt's stream. */
export interface PendingPrompt extends Pending<PromptStream, PromptStreamEvent> {
  readonly loaded: LoadedPrompt;
  /** Earlier states with live versions that may have changed since. */
  readonly seen: readonly PromptStream[];
  /** The changes of its events to the documents. */
  documents(): Pick<StreamAppend, "documents" | "removed">;
}

/** Creates a prompt's stream that records which of its documents change. */
export function pendingPrompt(context: AppendContext, loaded: LoadedPrompt): PendingPrompt {
  const stream = pendingStream<PromptStream, PromptStreamEvent>(
    context,
    promptStreamDecider,
    loaded.base,
    loaded.stream,
  );
  const seen = [loaded.stream];
  const numbers = new Set<number>();
  const environments = new Set<string>();
  return {
    base: stream.base,
    events: stream.events,
    state: stream.state,
    loaded,
    seen,
    apply(events) {
      if (events.length === 0) return;
      for (const { data } of events) {
        if ("environment" in data) environments.add(data.environment);
        else if ("number" in data) numbers.add(data.number);
      }
      stream.apply(events);
      if (events.some(({ type }) => type === "VersionDeployed")) seen.push(stream.state());
    },
    documents() {
      const state = stream.state();
      const promptId = state.prompt.id;
      const documents: Document[] = [promptDocument(state.prompt)];
      const removed: DocumentAddress[] = [];
      for (const number of numbers) {
        const version = state.versions[number];
        if (version === undefined) removed.push({ kind: "version", promptId, number });
        else documents.push(versionDocument(version));
      }
      for (const environment of environments) {
        const document = deploymentDocument(state, environment);
        if (document === null) removed.push({ kind: "deployment", promptId, environment });
        else documents.push(document);
      }
      return { documents, removed };
    },
  };
}
