import type { PromptStream } from "../prompt/stream.ts";
import { initialStream } from "../prompt/stream.ts";

/** A prompt's stream as far as it was loaded, and how many events it had then. */
export interface LoadedPrompt {
  readonly base: number;
  readonly stream: PromptStream;
  /** Whether everything was folded from the events, so that nothing can be missing. */
  readonly complete: boolean;
  /** The id of its last event where that is known; the append checks that it is still the last one. */
  readonly lastEvent?: string;
}

/** A prompt that has no event yet. */
export const NO_PROMPT: LoadedPrompt = { base: 0, stream: initialStream(), complete: true };
