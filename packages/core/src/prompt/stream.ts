import type { Draft } from "immer";
import type { Circumstances } from "../decider.ts";
import { deepFreeze } from "../validation/freeze.ts";
import type { VersionEvent } from "../version/events.ts";
import { evolveVersion } from "../version/evolve.ts";
import { settleVersion } from "../version/settle.ts";
import type { VersionState } from "../version/state.ts";
import { copyOfVersion, initialVersion } from "../version/state.ts";
import type { PromptEvent } from "./events.ts";
import { evolvePrompt } from "./evolve.ts";
import type { PromptState, VersionHead } from "./state.ts";
import { copyOfPrompt, initialPrompt, newPrompt } from "./state.ts";

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

/**
 * Folds a slice of a prompt's stream onto a state, which stays as it is: what the slice can change is copied first, and the copy is changed
 * in place.
 */
export function foldStream(
  state: PromptStream,
  events: readonly (PromptStreamEvent & Circumstances)[],
): PromptStream {
  const versions = { ...state.versions };
  for (const { data } of events) {
    const version = "number" in data ? versions[data.number] : undefined;
    if (version !== undefined && version === state.versions[version.number])
      versions[version.number] = copyOfVersion(version);
  }
  const copy = { prompt: copyOfPrompt(state.prompt), versions, pinned: { ...state.pinned } };
  evolveStream(copy as unknown as Draft<PromptStream>, events);
  return deepFreeze(copy);
}

/** Folds a stream from its beginning. Nobody else has the state yet, so it is changed in place. */
export function foldFromStart(events: readonly (PromptStreamEvent & Circumstances)[]): PromptStream {
  const state = { prompt: newPrompt(), versions: {}, pinned: {} } as unknown as Draft<PromptStream>;
  evolveStream(state, events);
  return deepFreeze(state as unknown as PromptStream);
}

/** What every event moves, the prompt's revision and the time of its last event, is written once at the end. */
function evolveStream(
  state: Draft<PromptStream>,
  events: readonly (PromptStreamEvent & Circumstances)[],
): void {
  const { prompt, versions, pinned } = state;
  for (const event of events) {
    evolveVersions(versions, event);
    evolvePins(pinned, versions, event);
    evolvePrompt(prompt, event);
  }
  const last = events.at(-1);
  if (last === undefined) return;
  prompt.revision = last.version;
  prompt.lastEventAt = last.at;
  refreshHead(prompt, versions);
}

function evolveVersions(
  versions: Draft<PromptStream["versions"]>,
  event: PromptStreamEvent & Circumstances,
): void {
  switch (event.type) {
    case "VersionCreated": {
      const created = { ...initialVersion() } as unknown as Draft<VersionState>;
      evolveVersion(created, event);
      versions[event.data.number] = created;
      break;
    }
    case "VersionEdited":
    case "VersionCommitted":
    case "VersionReopened": {
      const version = versions[event.data.number];
      if (version !== undefined) evolveVersion(version, event);
      break;
    }
    case "VersionDeleted":
      delete versions[event.data.number];
      break;
    default:
      break;
  }
}

function evolvePins(
  pinned: Draft<PromptStream["pinned"]>,
  versions: Draft<PromptStream["versions"]>,
  event: PromptStreamEvent & Circumstances,
): void {
  if (event.type === "VersionUndeployed") delete pinned[event.data.environment];
  if (event.type !== "VersionDeployed") return;
  const slot = event.data.snapshot ?? (versions[event.data.number] as VersionState | undefined);
  if (slot === undefined) return;
  // A snapshot of what the same append has made holds times that only that append knows: those of this event.
  const settled = settleVersion(slot, event.at);
  // A copy: what happens to the numbered slot afterwards does not reach what is live.
  pinned[event.data.environment] = copyOfVersion(settled) as unknown as Draft<VersionState>;
}

/** Keeps the prompt's short form of its current version true; a current version that was not loaded has not changed. */
function refreshHead(prompt: Draft<PromptState>, versions: Draft<PromptStream["versions"]>): void {
  const number = prompt.numbers.at(-1);
  const version = number === undefined ? undefined : versions[number];
  if (version !== undefined) prompt.current = headOf(version as unknown as VersionState);
  else if (number === undefined) prompt.current = null;
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
