import { eachWithRecordedAt, withRecordedAt } from "../recorded-at.ts";
import type { VersionEvent } from "../version/events.ts";
import type { VersionState } from "../version/state.ts";
import type { PromptEvent } from "./events.ts";
import type { PromptState } from "./state.ts";

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

/** A stream with the times filled in that were not known when it was made. */
export function streamWithRecordedAt({ prompt, versions, pinned }: PromptStream, at: number): PromptStream {
  return {
    prompt: withRecordedAt(prompt, at),
    versions: eachWithRecordedAt(versions, at),
    pinned: eachWithRecordedAt(pinned, at),
  };
}

/** The name of a prompt's stream. */
export function promptStreamName(promptId: string): string {
  return `prompt-${promptId}`;
}

/** The name of a slug's stream. */
export function slugStreamName(slug: string): string {
  return `slug-${slug}`;
}
