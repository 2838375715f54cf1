import type { Draft } from "immer";
import { current, isDraft, produce } from "immer";
import type { Circumstances } from "../decider.ts";
import type { VersionEvent } from "../version/events.ts";
import { evolveVersion } from "../version/evolve.ts";
import type { VersionState } from "../version/state.ts";
import { initialVersion } from "../version/state.ts";
import type { PromptEvent, VersionDeployed } from "./events.ts";
import { evolvePrompt } from "./evolve.ts";
import type { PromptState, VersionHead } from "./state.ts";
import { initialPrompt } from "./state.ts";

/** What can happen in a prompt's stream. */
export type PromptStreamEvent = PromptEvent | VersionEvent;

/** A prompt's stream folded: the prompt, its versions, and what each environment has live, as it was when it was deployed. */
export interface PromptStream {
  readonly prompt: PromptState;
  /** By number; a command's state holds only those that it loaded. */
  readonly versions: { readonly [number: number]: VersionState };
  /** By environment: the version as it stood when it was deployed. */
  readonly pinned: { readonly [environment: string]: VersionState };
}

/** The name of a prompt's stream. */
export function promptStreamName(promptId: string): string {
  return `prompt-${promptId}`;
}

/** The name of a slug's stream. */
export function slugStreamName(slug: string): string {
  return `slug-${slug}`;
}

/** A prompt's stream before its first event. */
export function initialStream(): PromptStream {
  return INITIAL;
}

const INITIAL: PromptStream = Object.freeze({
  prompt: initialPrompt(),
  versions: Object.freeze({}),
  pinned: Object.freeze({}),
});

/** Folds a slice of a prompt's stream, all of it in one immer `produce`: five times faster than one for each event. */
export function foldStream(
  state: PromptStream,
  events: Iterable<PromptStreamEvent & Circumstances>,
): PromptStream {
  return produce(state, (draft) => {
    for (const event of events) evolveStream(draft, event);
    refreshHead(draft);
  });
}

function evolveStream(draft: Draft<PromptStream>, event: PromptStreamEvent & Circumstances): void {
  switch (event.type) {
    case "VersionCreated":
      draft.versions[event.data.number] = { ...initialVersion() } as unknown as Draft<VersionState>;
      evolveVersionAt(draft, event);
      break;
    case "VersionEdited":
    case "VersionCommitted":
    case "VersionReopened":
      evolveVersionAt(draft, event);
      break;
    case "VersionDeleted":
      delete draft.versions[event.data.number];
      break;
    case "VersionDeployed":
      pin(draft, event.data);
      break;
    case "VersionUndeployed":
      delete draft.pinned[event.data.environment];
      break;
    default:
      break;
  }
  evolvePrompt(draft.prompt, event);
}

function evolveVersionAt(draft: Draft<PromptStream>, event: VersionEvent & Circumstances): void {
  const version = draft.versions[event.data.number];
  if (version !== undefined) evolveVersion(version, event);
}

// A deployment pins a copy: what happens to the numbered slot afterwards does not reach it.
function pin(draft: Draft<PromptStream>, data: VersionDeployed["data"]): void {
  const slot: unknown = data.snapshot ?? draft.versions[data.number];
  if (slot === undefined) return;
  const copy = isDraft(slot) ? current(slot) : slot;
  draft.pinned[data.environment] = copy as Draft<VersionState>;
}

/** Keeps the prompt's short form of its current version true; a current version that was not loaded has not changed. */
function refreshHead(draft: Draft<PromptStream>): void {
  const number = draft.prompt.numbers.at(-1);
  const version = number === undefined ? undefined : draft.versions[number];
  if (version !== undefined) draft.prompt.current = headOf(version as unknown as VersionState);
  else if (number === undefined) draft.prompt.current = null;
}

function headOf(version: VersionState): VersionHead {
  return {
    number: version.number,
    id: version.id,
    model: version.content.model ?? null,
    committed: version.status === "committed",
    updatedAt: version.updatedAt,
  };
}
