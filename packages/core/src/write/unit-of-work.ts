import type { Document, DocumentAddress } from "../catalog/document.ts";
import { deploymentDocument, promptDocument, slugDocument, versionDocument } from "../history/projection.ts";
import type { Circumstances } from "../decider.ts";
import { AT_APPEND } from "../decider.ts";
import type { DomainEvent } from "../history/ledger-event.ts";
import { SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import type { SlugEvent, SlugState } from "../prompt/slug-claim.ts";
import { evolveSlug } from "../prompt/slug-claim.ts";
import type { PromptStream, PromptStreamEvent } from "../prompt/stream.ts";
import { foldStream, promptStreamName, slugStreamName } from "../prompt/stream.ts";
import type { StreamAppend } from "../store/append.ts";
import type { NewEvent } from "../store/recorded-event.ts";
import type { LoadedPrompt } from "../ledger/loaded-prompt.ts";

/** What every event of one append has in common. */
export interface EventContext {
  readonly actor: string;
  /** JSON text of the events' metadata. */
  readonly metadata: string;
  readonly occurredAt: number | null;
  eventId(): string;
}

/** A prompt that an append has changed, as it left it. */
export interface WrittenPrompt {
  readonly id: string;
  readonly loaded: LoadedPrompt;
  /** The id of its last event. */
  readonly lastEvent: string;
}

interface PendingStream<State> {
  readonly base: number;
  state: State;
  readonly events: NewEvent[];
}

/** The streams that one append touches, as they will be after it. */
export interface UnitOfWork {
  prompt(id: string): PromptStream | undefined;
  slug(slug: string): SlugState | undefined;
  /** Takes a stream in as it was loaded; it will be checked even if nothing happens to it. */
  touchPrompt(id: string, loaded: LoadedPrompt): void;
  touchSlug(slug: string, base: number, state: SlugState): void;
  applyToPrompt(id: string, events: readonly PromptStreamEvent[]): void;
  applyToSlug(slug: string, events: readonly SlugEvent[]): void;
  /** Whether anything happened. */
  changed(): boolean;
  streams(): readonly StreamAppend[];
  /** The prompts that something happened to, as they are after the append. */
  written(): readonly WrittenPrompt[];
}

/** Collects what commands do, folding each event as the store will give it back: parsed from its text. */
export function unitOfWork(context: EventContext): UnitOfWork {
  const prompts = new Map<
    string,
    PendingStream<PromptStream> & { readonly touched: Touched; readonly loaded: LoadedPrompt }
  >();
  const slugs = new Map<string, PendingStream<SlugState>>();

  function pend<E extends DomainEvent>(stream: PendingStream<unknown>, event: E): E & Circumstances {
    const data = JSON.stringify(event.data);
    stream.events.push({
      id: context.eventId(),
      type: event.type,
      schemaVersion: SCHEMA_VERSIONS[event.type],
      data,
      metadata: context.metadata,
      occurredAt: context.occurredAt,
    });
    const parsed: unknown = JSON.parse(data);
    const pended: unknown = {
      type: event.type,
      data: parsed,
      version: stream.base + stream.events.length,
      at: context.occurredAt ?? AT_APPEND,
      actor: context.actor,
    };
    return pended as E & Circumstances;
  }

  return {
    prompt: (id) => prompts.get(id)?.state,
    slug: (slug) => slugs.get(slug)?.state,
    touchPrompt(id, loaded) {
      if (prompts.has(id)) return;
      const touched = { numbers: new Set<number>(), environments: new Set<string>() };
      prompts.set(id, { base: loaded.base, state: loaded.stream, events: [], touched, loaded });
    },
    touchSlug(slug, base, state) {
      if (!slugs.has(slug)) slugs.set(slug, { base, state, events: [] });
    },
    applyToPrompt(id, events) {
      const pending = prompts.get(id);
      if (pending === undefined || events.length === 0) return;
      for (const event of events) touch(pending.touched, event);
      pending.state = foldStream(
        pending.state,
        events.map((event) => pend(pending, event)),
      );
    },
    applyToSlug(slug, events) {
      const pending = slugs.get(slug);
      if (pending === undefined) return;
      for (const event of events) pending.state = evolveSlug(pending.state, pend(pending, event));
    },
    changed: () => [...prompts.values(), ...slugs.values()].some(({ events }) => events.length > 0),
    streams() {
      const parts: StreamAppend[] = [];
      for (const [id, { base, state, events, touched, loaded }] of prompts) {
        const part = partOf(promptStreamName(id), base, events);
        const checked = loaded.lastEvent === undefined ? part : { ...part, lastEvent: loaded.lastEvent };
        parts.push(events.length === 0 ? checked : { ...checked, ...documentsOf(state, touched) });
      }
      for (const [slug, { base, state, events }] of slugs) {
        const part = partOf(slugStreamName(slug), base, events);
        const documents = [slugDocument(state, base + events.length)];
        parts.push(events.length === 0 ? part : { ...part, documents });
      }
      return parts;
    },
    written: () =>
      [...prompts].flatMap(([id, { base, state, events, loaded }]) => {
        const lastEvent = events.at(-1)?.id;
        if (lastEvent === undefined) return [];
        const { complete } = loaded;
        return [{ id, loaded: { base: base + events.length, stream: state, complete }, lastEvent }];
      }),
  };
}

interface Touched {
  readonly numbers: Set<number>;
  readonly environments: Set<string>;
}

function touch(touched: Touched, event: PromptStreamEvent): void {
  if ("environment" in event.data) touched.environments.add(event.data.environment);
  else if ("number" in event.data) touched.numbers.add(event.data.number);
}

/** What an append asks of a stream that was loaded with so many events: still to have as many, and to take these. */
export function partOf(stream: string, base: number, events: readonly NewEvent[]): StreamAppend {
  return { stream, expected: base === 0 ? "none" : base, events };
}

/** The documents of a prompt's stream that its events changed, and those that are no more. */
function documentsOf(state: PromptStream, { numbers, environments }: Touched) {
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
}
