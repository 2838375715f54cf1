import type { EventStore } from "@promptledger/core";
import type {
  Appended,
  Document,
  DocumentAddress,
  NewEvent,
  RecordedEvent,
  StreamAppend,
} from "@promptledger/core/adapter";
import { AT_APPEND, addressOf, addressText, projectStream } from "@promptledger/core/adapter";
import type { Fact } from "./prompt-facts.ts";
import { aBatch, anEvent, append } from "./sample.ts";

/** The stream of one prompt as a writer knows it, with the documents that its events produce. */
export interface PromptHistory {
  readonly id: string;
  readonly stream: string;
  /** The number of appended events. */
  readonly length: number;
  /** The documents that the store must have now. */
  readonly documents: readonly Document[];
  /** The append of these facts, with the documents that change and those that are deleted. */
  next(...facts: readonly Fact[]): StreamAppend;
  /** Records that a part from `next` was appended at this time. */
  keep(part: StreamAppend, recordedAt: number): void;
}

/** The history of a new prompt, or of a new slug with `kind`, without events. */
export function promptHistory(id: string, kind: "prompt" | "slug" = "prompt"): PromptHistory {
  const stream = `${kind}-${id}`;
  let events: readonly RecordedEvent[] = [];
  let documents: readonly Document[] | null = [];
  return {
    id,
    stream,
    get length() {
      return events.length;
    },
    get documents() {
      documents ??= projectStream(stream, events);
      return documents;
    },
    next(...facts) {
      const added = facts.map(eventOf);
      const after = projectStream(stream, recordedAt(stream, events, added, AT_APPEND));
      return {
        stream,
        expected: events.length,
        events: added,
        ...difference(this.documents, after),
      };
    },
    keep(part, time) {
      events = recordedAt(stream, events, part.events, time);
      documents = null;
    },
  };
}

/** Appends facts to one prompt, with their documents. */
export async function happen(
  store: EventStore,
  tenant: string,
  history: PromptHistory,
  ...facts: readonly Fact[]
): Promise<Appended> {
  return happenTogether(store, tenant, [[history, facts]]);
}

/** Appends facts to several prompts, all or none. */
export async function happenTogether(
  store: EventStore,
  tenant: string,
  changes: readonly (readonly [PromptHistory, readonly Fact[]])[],
): Promise<Appended> {
  const parts = changes.map(([history, facts]) => [history, history.next(...facts)] as const);
  const result = await append(store, aBatch(tenant, ...parts.map(([, part]) => part)));
  for (const [history, part] of parts) history.keep(part, result.recordedAt);
  return result;
}

function eventOf({ type, data, occurredAt, actor = "jane" }: Fact): NewEvent {
  return anEvent({
    type,
    data: JSON.stringify(data),
    metadata: JSON.stringify({ actor, commandId: "c" }),
    occurredAt: occurredAt ?? null,
  });
}

function recordedAt(
  stream: string,
  before: readonly RecordedEvent[],
  added: readonly NewEvent[],
  time: number,
): readonly RecordedEvent[] {
  const recorded = added.map((event, index) => {
    const version = before.length + index + 1;
    return { ...event, tenant: "", stream, version, position: version, recordedAt: time };
  });
  return [...before, ...recorded];
}

function difference(
  before: readonly Document[],
  after: readonly Document[],
): { readonly documents: readonly Document[]; readonly removed: readonly DocumentAddress[] } {
  const textOf = (document: Document): string => addressText(addressOf(document));
  const old = new Map(before.map((document) => [textOf(document), JSON.stringify(document)]));
  const now = new Set(after.map(textOf));
  return {
    documents: after.filter((document) => old.get(textOf(document)) !== JSON.stringify(document)),
    removed: before.map(addressOf).filter((address) => !now.has(addressText(address))),
  };
}
