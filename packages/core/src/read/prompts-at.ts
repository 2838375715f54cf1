import { documentsOf } from "../catalog/documents-of.ts";
import { inScope } from "../catalog/evaluate.ts";
import type { Scope } from "../catalog/filter.ts";
import type { PromptRow } from "../catalog/query.ts";
import { LedgerError } from "../errors.ts";
import type { At } from "../history/moment.ts";
import { readPointOf } from "../history/moment.ts";
import { currentNumber } from "../prompt/state.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptStreamsAt } from "./as-of.ts";
import { loadWorkspace } from "./load.ts";
import type { ReadSession } from "./session.ts";

/** The prompts of the past, deleted ones too, that are within a scope today: access that was taken away is gone for all of the history. */
export async function promptsSeenAt(
  session: ReadSession,
  at: At,
  scope: Scope,
): Promise<readonly PromptStream[]> {
  const streams = await promptStreamsAt(session, readPointOf(at));
  if (scope === "all") return streams;
  const { environment } = session;
  const documents = streams.flatMap(({ prompt: { id } }) => [
    { kind: "prompt" as const, prompt: { id } },
    { kind: "version" as const, prompt: { id }, number: "current" as const },
    { kind: "deployment" as const, prompt: { id }, environment },
  ]);
  const { prompts } = await loadWorkspace(session, { documents });
  return streams.filter(({ prompt }) => {
    const now = prompts.get(prompt.id);
    return now !== undefined && inScope(scope, rowOf(now.stream, environment));
  });
}

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
