import type { EventStore } from "@promptledger/core";
import type { Document, DocumentKey } from "@promptledger/core/adapter";
import {
  promptCreated,
  promptTagged,
  versionCommitted,
  versionCreated,
  versionDeployed,
} from "./prompt-facts.ts";
import type { PromptHistory } from "./prompt-history.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import { unique } from "./sample.ts";

/** The keys of a prompt's documents: the prompt, its current version, versions 1 and 2, and its deployment. */
export function keysOf(prompt: { readonly id: string } | { readonly slug: string }): readonly DocumentKey[] {
  return [
    { kind: "prompt", prompt },
    { kind: "version", prompt, number: "current" },
    { kind: "version", prompt, number: 1 },
    { kind: "version", prompt, number: 2 },
    { kind: "deployment", prompt, environment: "production" },
  ];
}

/** The documents that a store has for those keys. */
export async function documentsOf(
  store: EventStore,
  tenant: string,
  prompt: { readonly id: string } | { readonly slug: string },
): Promise<readonly (Document | null)[]> {
  return (await store.load(tenant, { documents: keysOf(prompt) })).documents;
}

/** What `documentsOf` must return for a history. */
export function expectedOf({ documents }: PromptHistory): readonly (Document | null)[] {
  const versions = documents.filter((document) => document.kind === "version");
  const numbered = (number: number): Document | null =>
    versions.find((version) => version.state.number === number) ?? null;
  const highest = Math.max(...versions.map((version) => version.state.number));
  return [
    documents.find((document) => document.kind === "prompt") ?? null,
    numbered(highest),
    numbered(1),
    numbered(2),
    documents.find(
      (document) => document.kind === "deployment" && document.state.environment === "production",
    ) ?? null,
  ];
}

/** A prompt with a committed and live first version and a second, a draft. */
export async function grownPrompt(store: EventStore, tenant: string): Promise<PromptHistory> {
  const history = promptHistory(unique("prm"));
  const { id } = history;
  await happen(store, tenant, history, promptCreated(id), promptTagged("team", "search"));
  await happen(store, tenant, history, versionCreated(id, 1, { model: "gpt-4o" }), versionCommitted(1));
  await happen(store, tenant, history, versionDeployed(id, 1), versionCreated(id, 2, { model: "other" }));
  return history;
}
