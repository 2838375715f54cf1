import type { Actor } from "@promptledger/core";
import type { ModelEvent, ModelPrompt, ModelSlug, ModelTenant, ModelVersion } from "./model-state.ts";

/** What the model cannot know before the ledger has drawn it: ids and times. */
export interface Drawn {
  /** The ids of prompts that were created without one, by the index of their command. */
  readonly promptIds: readonly (string | undefined)[];
  /** The ids of each prompt's new versions, in the order in which they were made. */
  readonly versionIds: ReadonlyMap<string, readonly string[]>;
  /** What the store recorded the command at. */
  readonly recordedAt: number;
}

/** One append in the making: the tenant as it will be, and the events that lead there. */
export interface Turn {
  readonly prompts: Map<string, ModelPrompt>;
  readonly slugs: Map<string, ModelSlug>;
  readonly events: ModelEvent[];
  readonly actor: Actor;
  /** When the events happen. */
  readonly at: number;
  readonly occurredAt: number | undefined;
  nextVersionId(promptId: string): string;
}

/** Begins an append. */
export function beginTurn(
  tenant: ModelTenant,
  actor: Actor,
  occurredAt: number | undefined,
  drawn: Drawn,
): Turn {
  const versions = new Map<string, number>();
  return {
    prompts: new Map(tenant.prompts),
    slugs: new Map(tenant.slugs),
    events: [],
    actor,
    at: occurredAt ?? drawn.recordedAt,
    occurredAt,
    nextVersionId(promptId) {
      const index = versions.get(promptId) ?? 0;
      versions.set(promptId, index + 1);
      return drawn.versionIds.get(promptId)?.[index] ?? "pv_unknown";
    },
  };
}

/** Something happens to a prompt. */
export function happens(
  turn: Turn,
  prompt: ModelPrompt,
  type: string,
  changes: Partial<ModelPrompt>,
): ModelPrompt {
  const after = { ...prompt, ...changes, revision: prompt.revision + 1, lastAt: turn.at };
  turn.prompts.set(prompt.id, after);
  turn.events.push({ stream: `prompt-${prompt.id}`, type });
  return after;
}

/** Something happens to a prompt that counts as its own last change. */
export function happensToDetails(
  turn: Turn,
  prompt: ModelPrompt,
  type: string,
  changes: Partial<ModelPrompt>,
): ModelPrompt {
  return happens(turn, prompt, type, { ...changes, updatedAt: turn.at, updatedBy: turn.actor.id });
}

/** Something happens to a version, or with null it is gone. */
export function happensToVersion(
  turn: Turn,
  prompt: ModelPrompt,
  type: string,
  number: number,
  version: ModelVersion | null,
): ModelPrompt {
  const versions = new Map(prompt.versions);
  if (version === null) versions.delete(number);
  else {
    const revision = prompt.revision + 1;
    versions.set(number, { ...version, updatedAt: turn.at, updatedBy: turn.actor.id, revision });
  }
  return happens(turn, prompt, type, { versions, highest: Math.max(prompt.highest, number) });
}

/** Gives a slug up and takes another; the answer is the code of the refusal, or null. */
export function changeSlug(
  turn: Turn,
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
    const before = turn.slugs.get(slug) ?? { holder: null, lastAt: 0 };
    if (turn.occurredAt !== undefined && turn.occurredAt < before.lastAt) return "time-goes-back";
    if (type === "SlugClaimed" && before.holder !== null && before.holder !== promptId) return "slug-taken";
    turn.slugs.set(slug, { holder, lastAt: turn.at });
    turn.events.push({ stream: `slug-${slug}`, type });
  }
  return null;
}
