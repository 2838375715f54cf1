import { eachWithRecordedAt, withRecordedAt } from "../recorded-at.ts";
import type { VersionEvent } from "../version/events.ts";
import type { VersionState } from "../version/state.ts";
import type { PromptEvent } from "./events.ts";
import type { PromptState } from "./state.ts";

/** Every event of a prompt's stream. */
export type PromptStreamEvent = PromptEvent | VersionEvent;

/** The state of a prompt's stream: the prompt, its versions, and the live version of each environment, as it was when it was deployed. */
export interface PromptStream {
  readonly prompt: PromptState;
  /** By number. The state of a command has only the versions that it loaded. */
  readonly versions: { readonly [number: number]: VersionState };
  /** By environment: the version as it was when it was deployed. */
  readonly pinned: { readonly [environment: string]: VersionState };
}

/** A stream with its unknown times filled in. */
export function streamWithRecordedAt({ prompt, versions, pinned }: PromptStream, at: number): PromptStream {
  return {
    prompt: withRecordedAt(prompt, at),
    versions: eachWithRecordedAt(versions, at),
    pinned: eachWithRecordedAt(pinned, at),
  };
}

const PROMPT_STREAM = "prompt-";

/** The name of a prompt's stream. */
export function promptStreamName(promptId: string): string {
  return `${PROMPT_STREAM}${promptId}`;
}

/** The id of the prompt whose stream has this name; null if it is no prompt's. */
export function promptOfStream(stream: string): string | null {
  return stream.startsWith(PROMPT_STREAM) ? stream.slice(PROMPT_STREAM.length) : null;
}

/** The name of a slug's stream. */
export function slugStreamName(slug: string): string {
  return `slug-${slug}`;
}
