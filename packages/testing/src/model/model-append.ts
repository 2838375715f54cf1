import type { Actor } from "@promptledger/core";
import type { ModelEvent, ModelPrompt, ModelSlug, ModelTenant, ModelVersion } from "./model-state.ts";

/** The ids and times that the ledger generates. The model cannot know them, so it takes them from the ledger's answer. */
export interface Generated {
  /** The generated ids of prompts, by the index of the command; undefined where none was generated. */
  readonly promptIds: readonly (string | undefined)[];
  /** The ids of each prompt's new versions, in the order of their creation. */
  readonly versionIds: ReadonlyMap<string, readonly string[]>;
  /** When the store recorded the command. */
  readonly recordedAt: number;
}

/** Nothing was generated: for writes that are tried on the model before the ledger sees them. */
export function nothingGenerated(recordedAt: number): Generated {
  return { promptIds: [], versionIds: new Map(), recordedAt };
}

/** An append that is being built: the new state of the tenant and the events that lead to it. */
export interface ModelAppend {
  readonly prompts: Map<string, ModelPrompt>;
  readonly slugs: Map<string, ModelSlug>;
  readonly events: ModelEvent[];
  readonly actor: Actor;
  /** When the events happen. */
  readonly at: number;
  readonly occurredAt: number | undefined;
  nextVersionId(promptId: string): string;
}

/** Starts an append. */
export function beginAppend(
  tenant: ModelTenant,
  actor: Actor,
  occurredAt: number | undefined,
  generated: Generated,
): ModelAppend {
  const versions = new Map<string, number>();
  return {
    prompts: new Map(tenant.prompts),
    slugs: new Map(tenant.slugs),
    events: [],
    actor,
    at: occurredAt ?? generated.recordedAt,
    occurredAt,
    nextVersionId(promptId) {
      const index = versions.get(promptId) ?? 0;
      versions.set(promptId, index + 1);
      return generated.versionIds.get(promptId)?.[index] ?? "pv_unknown";
    },
  };
}

/** Adds an event of a prompt, with the changes that it makes. Returns the changed prompt. */
export function recordEvent(
  append: ModelAppend,
  prompt: ModelPrompt,
  type: string,
  changes: Partial<ModelPrompt>,
): ModelPrompt {
  const after = { ...prompt, ...changes, revision: prompt.revision + 1, lastAt: append.at };
  append.prompts.set(prompt.id, after);
  append.events.push({ stream: `prompt-${prompt.id}`, type });
  return after;
}

/** Adds an event that also sets the prompt's `updatedAt` and `updatedBy`. */
export function recordDetailsEvent(
  append: ModelAppend,
  prompt: ModelPrompt,
  type: string,
  changes: Partial<ModelPrompt>,
): ModelPrompt {
  return recordEvent(append, prompt, type, { ...changes, updatedAt: append.at, updatedBy: append.actor.id });
}

/** Adds an event that changes a version; null deletes the version. */
export function recordVersionEvent(
  append: ModelAppend,
  prompt: ModelPrompt,
  type: string,
  number: number,
  version: ModelVersion | null,
): ModelPrompt {
  const versions = new Map(prompt.versions);
  if (version === null) versions.delete(number);
  else {
    const revision = prompt.revision + 1;
    versions.set(number, { ...version, updatedAt: append.at, updatedBy: append.actor.id, revision });
  }
  return recordEvent(append, prompt, type, { versions, highest: Math.max(prompt.highest, number) });
}

/** Releases one slug and claims another. Returns the code of the rejection, or null. */
export function changeSlug(
  append: ModelAppend,
  promptId: string,
  held: string | null,
  wanted: string | null,
): "slug-taken" | "time-goes-back" | null {
  if (held === wanted) return null;
  for (const [slug, holder, type] of [
    [held, null, "SlugReleased"],
    [wanted, promptId, "SlugClaimed"],
  ] as const) {
    if (slug === null) continue;
    const before = append.slugs.get(slug) ?? { holder: null, lastAt: 0 };
    if (append.occurredAt !== undefined && append.occurredAt < before.lastAt) return "time-goes-back";
    if (type === "SlugClaimed" && before.holder !== null && before.holder !== promptId) return "slug-taken";
    append.slugs.set(slug, { holder, lastAt: append.at });
    append.events.push({ stream: `slug-${slug}`, type });
  }
  return null;
}
