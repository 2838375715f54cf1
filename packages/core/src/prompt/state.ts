import type { Grant } from "../access/grant.ts";
import type { Authorship } from "../authorship.ts";
import type { Tag } from "./tag.ts";

/** What a deployment points to: the number of a version, and its exact content. */
export interface Pin {
  /** The number of the version. */
  readonly number: number;
  /** The id of the version: `pv_` and a ULID. */
  readonly versionId: string;
  /** The version of the prompt's stream at which the version had that content. */
  readonly revision: number;
  /** The SHA-256 of that content, in lower-case hexadecimal. */
  readonly contentHash: string;
}

/** What is live in one environment, and the earlier deployments that a rollback can return to, newest last. */
export interface DeploymentPointer extends Pin {
  /** When it was deployed. UTC, in integer milliseconds. */
  readonly deployedAt: number;
  /** The id of the actor that deployed it. */
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
  /** The highest number of the prompt. */
  readonly number: number;
  /** `pv_` and a ULID. */
  readonly id: string;
  /** The model of its content; null for none. */
  readonly model: string | null;
  /** Whether it is committed, or still a draft. */
  readonly committed: boolean;
  /** When it last changed. UTC, in integer milliseconds. */
  readonly updatedAt: number;
}

/** A prompt: its details, version numbers, deployments and grants. Times are UTC, in integer milliseconds. */
export interface PromptState extends Authorship {
  /** `none` before the first event. A deleted prompt can be restored. */
  readonly status: "none" | "alive" | "deleted";
  /** Never changes; `prm_` and a ULID unless the caller gave one. */
  readonly id: string;
  /** Unique among the tenant's prompts that are not deleted. Up to 255 characters. */
  readonly slug: string;
  /** A free name of 1 to 1,000 characters. Other prompts may have the same one. */
  readonly name: string;
  /** Up to 10,000 characters; null for none. */
  readonly description: string | null;
  /** Whether it is marked as a favorite, for everyone in the tenant. */
  readonly starred: boolean;
  /** In the order in which they were added. */
  readonly tags: readonly Tag[];
  /** The numbers of its versions, ascending. */
  readonly numbers: readonly number[];
  /** The highest number that was ever used. The next version gets a higher one. */
  readonly highest: number;
  /** The number of the draft, which is always the highest number. */
  readonly draft: number | null;
  /** The version with the highest number; null without versions. */
  readonly current: VersionHead | null;
  /** By environment. */
  readonly deployments: { readonly [environment: string]: DeploymentPointer };
  /** The grants on this prompt itself. Those on its tags and on the whole tenant are kept elsewhere. */
  readonly grants: readonly Grant[];
  /** When its details or tags last changed, or it was deleted or restored. Other events do not count. */
  readonly updatedAt: number;
  /** The id of the actor that made the change at `updatedAt`. */
  readonly updatedBy: string;
  /** When it was deleted; null while it is not deleted. */
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
