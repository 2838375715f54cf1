import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger, systemIds } from "@promptledger/core";
import { AT_APPEND, foldPromptStream } from "@promptledger/core/adapter";
import type { Library } from "./library.ts";

/** This checkout's own library. */
export const ownLibrary: Library = {
  createLedger,
  memoryEventStore,
  systemIds,
  foldPromptStream,
  AT_APPEND,
  ref: ({ id }) => ({ id }),
};
