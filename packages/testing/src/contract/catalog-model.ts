import { NEWEST_FIRST } from "@promptledger/core";
import type { PromptPage, PromptQuery, PromptRow } from "@promptledger/core/adapter";
import { select } from "@promptledger/core/adapter";
import type { PromptHistory } from "./prompt-history.ts";

/** A query for everything, newest first, on one page; `parts` replaces some of it. */
export function aQuery(parts: Partial<PromptQuery> = {}): PromptQuery {
  return {
    filter: { type: "and", filters: [] },
    sort: NEWEST_FIRST,
    page: { number: 1, size: 1000 },
    scope: "all",
    environment: "production",
    ...parts,
  };
}

/** The catalog row of a prompt, made from its documents. */
export function rowOf(history: PromptHistory, environment: string): PromptRow | null {
  const { documents } = history;
  const prompt = documents.find((document) => document.kind === "prompt");
  if (prompt === undefined) return null;
  const highest = prompt.state.numbers.at(-1);
  const current = documents.find((one) => one.kind === "version" && one.state.number === highest);
  const live = documents.find((one) => one.kind === "deployment" && one.state.environment === environment);
  return {
    prompt,
    current: current?.kind === "version" ? current : null,
    live: live?.kind === "deployment" ? live : null,
  };
}

/** What core's `select` finds among these prompts: the answer that every adapter must give. */
export function expectedPage(
  histories: readonly PromptHistory[],
  query: PromptQuery,
): Omit<PromptPage, "head"> {
  return select(
    histories.flatMap((history) => rowOf(history, query.environment) ?? []),
    query,
  );
}

/** The count and ids of a page, for short messages. */
export function inShort(page: Omit<PromptPage, "head">): {
  readonly total: number;
  readonly ids: readonly string[];
} {
  return { total: page.total, ids: page.rows.map((row) => row.prompt.state.id) };
}
