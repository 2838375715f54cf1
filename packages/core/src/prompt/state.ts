import type { Grant } from "../access/grant.ts";
import type { Tag } from "./tag.ts";

/** What a deployment points to: the number of a version, and its exact content. */
export interface Pin {
  readonly number: number;
  readonly versionId: string;
  /** The version of the prompt's stream at which the version had that content. */
  readonly revision: number;
  readonly contentHash: string;
}

/** What is live in one environment, and the earlier deployments that a rollback can return to, newest last. */
export interface DeploymentPointer extends Pin {
  readonly deployedAt: number;
  readonly deployedBy: string;
  /** The version of the prompt's stream at the deployment. */
  readonly deployedRevision: number;
  /** At most `MAXIMUM_TRAIL`. */
  readonly trail: readonly Pin[];
}

/** The highest number of steps that a rollback can go back. */
export const MAXIMUM_TRAIL = 50;

/** The current version in short form: the one with the highest number. */
export interface VersionHead {
  readonly number: number;
  readonly id: string;
  readonly model: string | null;
  readonly committed: boolean;
  readonly updatedAt: number;
}

/** A prompt: its details, version numbers, deployments and grants. Times are UTC, in integer milliseconds. */
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
  /** The highest number that was ever used. The next version gets a higher one. */
  readonly highest: number;
  /** The number of the draft, which is always the highest number. */
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
  /** When its last event happened. An imported event must not be earlier. */
  readonly lastEventAt: number;
  /** The number of events in its stream. `expected` and ETags are compared with it. */
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

/** The number of committed versions: all except the draft. */
export function commitCount(prompt: PromptState): number {
  return prompt.numbers.length - (prompt.draft === null ? 0 : 1);
}

/** The highest number of its versions, or 0 without versions. */
export function currentNumber(prompt: PromptState): number {
  return prompt.numbers.at(-1) ?? 0;
}

/** The highest number of its committed versions, or 0 without any. */
export function latestCommitted(prompt: PromptState): number {
  return prompt.numbers.findLast((number) => number !== prompt.draft) ?? 0;
}
