import type { memoryEventStore } from "@promptledger/adapter-memory";
import type { createLedger, PromptRef } from "@promptledger/core";
import type { AT_APPEND, foldPromptStream } from "@promptledger/core/adapter";

/** What benchmarks call of Prompt Ledger, whichever checkout of it: this one, or one that it is compared with. */
export interface Library {
  readonly createLedger: typeof createLedger;
  readonly memoryEventStore: typeof memoryEventStore;
  readonly systemIds: () => { ulid(at: number): string };
  readonly foldPromptStream: typeof foldPromptStream;
  readonly AT_APPEND: typeof AT_APPEND;
  /** The prompt of an id, as calls take it. */
  ref(prompt: { readonly id: string }): PromptRef;
}
