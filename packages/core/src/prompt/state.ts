import type { Grant } from "../access/grant.ts";
import type { Tag } from "./tag.ts";

/** What a deployment points at: a version's number, and exactly which content of it. */
export interface Pin {
  readonly number: number;
  readonly versionId: string;
  /** The version of the prompt's stream at which that content stood. */
  readonly revision: number;
  readonly contentHash: string;
}

/** What is live in one environment, and the earlier deployments that a rollback returns to, newest last. */
export interface DeploymentPointer extends Pin {
  readonly deployedAt: number;
  readonly deployedBy: string;
  /** The version of the prompt's stream at the deployment. */
  readonly deployedRevision: number;
  /** At most {@link MAXIMUM_TRAIL}. */
  readonly trail: readonly Pin[];
}

/** How many steps back a rollback can go. */
export const MAXIMUM_TRAIL = 50;

/** The current version in short: the highest number there is. */
export interface VersionHead {
  readonly number: number;
  readonly id: string;
  readonly model: string | null;
  readonly committed: boolean;
  readonly updatedAt: number;
}

/** A prompt: its details, which numbers it has, what is deployed where, its grants. Times are UTC, in integer milliseconds. */
export interface PromptState {
  readonly status: "none" | "alive" | "deleted";
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly starred: boolean;
  readonly tags: readonly Tag[];
  /** The numbers of its versions, ascending. */
  readonly numbers: readonly number[];
  /** The highest number that was ever given or named; the next one given out is higher. */
  readonly highest: number;
  /** The number of the draft, always the highest there is. */
  readonly draft: number | null;
  readonly current: VersionHead | null;
  /** By environment. */
  readonly deployments: { readonly [environment: string]: DeploymentPointer };
  readonly grants: readonly Grant[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly deletedAt: number | null;
  /** When its last event happened; an imported one may not lie before it. */
  readonly lastEventAt: number;
  /** The number of events in its stream; what `expected` and ETags are compared with. */
  readonly revision: number;
}

/** A prompt before its first event. */
export const initialPrompt: PromptState = Object.freeze({
  status: "none",
  id: "",
  slug: "",
  name: "",
  description: null,
  starred: false,
  tags: Object.freeze([]) as readonly Tag[],
  numbers: Object.freeze([]) as readonly number[],
  highest: 0,
  draft: null,
  current: null,
  deployments: Object.freeze({}),
  grants: Object.freeze([]) as readonly Grant[],
  createdAt: 0,
  createdBy: "",
  updatedAt: 0,
  updatedBy: "",
  deletedAt: null,
  lastEventAt: 0,
  revision: 0,
});

/** How many of its versions are committed: all but the draft. */
export function commitCount(prompt: PromptState): number {
  return prompt.numbers.length - (prompt.draft === null ? 0 : 1);
}

/** The highest of its numbers, 0 where it has none. */
export function currentNumber(prompt: PromptState): number {
  return prompt.numbers.at(-1) ?? 0;
}

/** The highest of its committed numbers, 0 where it has none. */
export function latestCommitted(prompt: PromptState): number {
  return prompt.numbers.findLast((number) => number !== prompt.draft) ?? 0;
}
