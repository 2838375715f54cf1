import { documentsOf } from "../catalog/documents-of.ts";
import type { PromptRow } from "../catalog/query.ts";
import { LedgerError } from "../errors.ts";
import { currentNumber } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";

/** A prompt's stream as a row of the catalog. */
export function rowOf(stream: PromptStream, environment: string): PromptRow {
  const documents = documentsOf(stream);
  const current = currentNumber(stream.prompt);
  const prompt = documents.find((one) => one.kind === "prompt");
  if (prompt === undefined) throw new LedgerError("prompt-not-found", "there is no such prompt");
  return {
    prompt,
    current: documents.find((one) => one.kind === "version" && one.state.number === current) ?? null,
    live: documents.find((one) => one.kind === "deployment" && one.state.environment === environment) ?? null,
  } as PromptRow;
}

/** A row of the catalog as a prompt's stream. */
export function streamOf({ prompt, current, live }: PromptRow): PromptStream {
  return {
    prompt: prompt.state,
    versions: current === null ? {} : { [current.state.number]: current.state },
    pinned: live === null ? {} : { [live.state.environment]: live.state.pinned },
  };
}
