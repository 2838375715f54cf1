import type { EventStore, Filter } from "@promptledger/core";
import type { PromptQuery } from "@promptledger/core/adapter";
import type { GeneratedPrompt } from "../generators/catalog.ts";
import { expectedPage, inShort } from "./catalog-model.ts";
import type { Fact } from "./prompt-facts.ts";
import type { PromptHistory } from "./prompt-history.ts";
import { happenTogether, promptHistory } from "./prompt-history.ts";
import { same } from "./violation.ts";

/** Writes generated prompts, each with its documents. */
export async function fill(
  store: EventStore,
  tenant: string,
  catalog: readonly GeneratedPrompt[],
): Promise<readonly PromptHistory[]> {
  const changes = catalog.map(({ id, facts }) => [promptHistory(id), facts] as const);
  if (changes.length > 0) await happenTogether(store, tenant, changes);
  return changes.map(([history]) => history);
}

/** Writes prompts that differ by these facts. */
export async function fillWith(
  store: EventStore,
  tenant: string,
  facts: readonly ((id: string) => readonly Fact[])[],
): Promise<readonly PromptHistory[]> {
  return fill(
    store,
    tenant,
    facts.map((make, index) => ({ id: `prm-${index + 1}`, slug: "", facts: make(`prm-${index + 1}`) })),
  );
}

/** Throws unless a store finds what core's `select` finds among these prompts. */
export async function agrees(
  store: EventStore,
  tenant: string,
  histories: readonly PromptHistory[],
  query: PromptQuery,
): Promise<void> {
  const found = await store.catalog.findPrompts(tenant, query);
  const expected = expectedPage(histories, query);
  same(inShort(found), inShort(expected), `the prompts found by ${JSON.stringify(query)}`);
  same(found.rows, expected.rows, `the rows found by ${JSON.stringify(query)}`);
}

/** A filter that compares a text. */
export const compare = (
  field: "name" | "tag" | "slug",
  operator: "contains" | "startsWith" | "endsWith" | "equals",
  value: string,
  ignoreCase = false,
): Filter => ({
  type: "compare",
  field,
  operator,
  value,
  ignoreCase,
});
