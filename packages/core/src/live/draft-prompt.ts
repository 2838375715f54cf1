import { LedgerError } from "../errors.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent, SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import { foldPromptStream } from "../history/projection.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptOfStream } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { LivePointer, LivePrompt, LiveTables } from "./live-tables.ts";

/** A prompt as events change it, before its contents are loaded and it takes its place in the tables. */
export interface DraftPrompt {
  readonly id: string;
  /** Null where the view did not hold the prompt, and no event has said its slug. */
  slug: string | null;
  isDeleted: boolean;
  /** By environment. One that an event has made has no `resolved` yet. */
  readonly deployments: Map<string, LivePointer>;
  /** Whether all deployments are known: the view held the prompt, or has seen it from its first event. */
  isComplete: boolean;
  stream: PromptStream | null;
  /** Whether an earlier event was redacted: what the view holds of the prompt may hold a text that had to go. */
  isRedacted: boolean;
  /** The number of events of its stream at the last event seen. */
  revision: number;
}

/** The types of events that change what is live, or what it is called. */
const RELEVANT: ReadonlySet<string> = new Set<LedgerEvent["type"]>([
  "PromptCreated",
  "PromptEdited",
  "PromptDeleted",
  "PromptRestored",
  "VersionDeployed",
  "VersionUndeployed",
  "EventRedacted",
]);

/** The types of events after which a version is no longer the one that was deployed before. */
const MOVES: ReadonlySet<string> = new Set<LedgerEvent["type"]>([
  "VersionCreated",
  "VersionEdited",
  "VersionReopened",
  "VersionCommitted",
  "VersionDeleted",
]);

/** Whether an event changes a version that is deployed. */
function moves(deployments: Iterable<LivePointer>, { type, data }: RecordedEvent): boolean {
  if (!MOVES.has(type)) return false;
  const current = [...deployments].filter(({ isCurrent }) => isCurrent);
  if (current.length === 0) return false;
  const { number } = JSON.parse(data) as { readonly number: number };
  return current.some(({ pin }) => pin.number === number);
}

/** Whether an event may change what a view holds. Throws `unknown-event` for one of a prompt that this release does not know. */
export function isRelevant({ byId }: LiveTables, event: RecordedEvent): boolean {
  const { stream, type, data } = event;
  const id = promptOfStream(stream);
  if (id === null) return false;
  if (!Object.hasOwn(SCHEMA_VERSIONS, type))
    throw new LedgerError(
      "unknown-event",
      `the log holds an event of type ${type}; upgrade this release to read it`,
    );
  const prompt = byId.get(id);
  if (prompt?.stream || (prompt !== undefined && moves(prompt.deployments, event))) return true;
  // Most edits change no slug, and need no look.
  return RELEVANT.has(type) && (type !== "PromptEdited" || data.includes('"slug"'));
}

/** The prompts that events change, as they are after them. */
export function draftsAfter(
  tables: LiveTables,
  events: readonly RecordedEvent[],
): ReadonlyMap<string, DraftPrompt> {
  const drafts = new Map<string, DraftPrompt>();
  const folded = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const id = promptOfStream(event.stream);
    if (id === null) continue;
    const begun = drafts.get(id);
    // After an event that matters, all others of its prompt do: they are part of the stream that is loaded for it.
    if (begun === undefined && !isRelevant(tables, event)) continue;
    const draft = begun ?? draftOf(id, tables.byId.get(id));
    drafts.set(id, draft);
    draft.revision = event.version;
    if (event.type === "EventRedacted") {
      draft.isRedacted = true;
      draft.stream = null;
      folded.delete(id);
    }
    if (draft.stream !== null && event.version > draft.stream.prompt.revision)
      folded.set(id, [...(folded.get(id) ?? []), event]);
    if (RELEVANT.has(event.type) || MOVES.has(event.type)) evolve(draft, decodeEvent(event));
  }
  for (const [id, ofPrompt] of folded) {
    const draft = drafts.get(id);
    if (draft?.stream) draft.stream = foldPromptStream(ofPrompt, draft.stream);
  }
  return drafts;
}

function draftOf(id: string, known: LivePrompt | undefined): DraftPrompt {
  return {
    id,
    slug: known?.slug ?? null,
    isDeleted: known?.isDeleted ?? false,
    deployments: new Map(known?.deployments.map((one) => [one.environment, one])),
    isComplete: known !== undefined,
    stream: known?.stream ?? null,
    isRedacted: false,
    revision: 0,
  };
}

function evolve(draft: DraftPrompt, event: LedgerEvent): void {
  switch (event.type) {
    case "PromptCreated":
      draft.slug = event.data.slug;
      draft.isDeleted = false;
      draft.isComplete = true;
      draft.deployments.clear();
      break;
    case "PromptEdited":
      if (event.data.slug !== undefined) draft.slug = event.data.slug;
      break;
    case "PromptDeleted":
      draft.isDeleted = true;
      break;
    case "PromptRestored":
      draft.slug = event.data.slug;
      draft.isDeleted = false;
      break;
    case "VersionDeployed": {
      const { environment, number, revision, contentHash, snapshot } = event.data;
      const pin = { number, revision, contentHash };
      const deployedRevision = event.version;
      draft.deployments.set(environment, {
        environment,
        pin,
        deployedAt: event.at,
        deployedRevision,
        isCurrent: snapshot === undefined,
        resolved: null,
      });
      break;
    }
    case "VersionUndeployed":
      draft.deployments.delete(event.data.environment);
      break;
    case "VersionCreated":
    case "VersionEdited":
    case "VersionReopened":
    case "VersionCommitted":
    case "VersionDeleted":
      for (const [environment, pointer] of draft.deployments)
        if (pointer.pin.number === event.data.number)
          draft.deployments.set(environment, { ...pointer, isCurrent: false });
      break;
    default:
      break;
  }
}
