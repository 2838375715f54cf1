import type { Authorship } from "../authorship.ts";
import type { ResourceTag } from "../integration/resource-tag.ts";
import type { AccessTarget, Grant } from "./grant.ts";
import { targetText } from "./grant.ts";

/** The tenant's stream of grants that are not on a single prompt, and of applications. */
export const ACCESS_STREAM = "access";

/** The grants on one target. */
export interface TargetGrants {
  /** What the grants are on. */
  readonly target: AccessTarget;
  /** One for each subject that has a permission on it. */
  readonly grants: readonly Grant[];
}

/** A caller that is not a person. Times are UTC, in integer milliseconds. */
export interface ApplicationState extends Authorship {
  /** Never changes; `app_` and a ULID unless the caller gave one. */
  readonly id: string;
  /** 1 to 255 characters; not unique. */
  readonly name: string;
  /** In the order in which they were added. */
  readonly roles: readonly string[];
  /** In the order in which they were added. They give nobody a permission. */
  readonly tags: readonly ResourceTag[];
  /** Whether it was deleted, which is permanent. */
  readonly deleted: boolean;
}

/** The state of a tenant's stream `access`: grants by target, applications by id, keys, and who was erased. */
export interface AccessState {
  /** By `targetText`. */
  readonly targets: { readonly [target: string]: TargetGrants };
  /** By id, deleted ones too. */
  readonly applications: { readonly [id: string]: ApplicationState };
  /** The keys that were not revoked, by id. */
  readonly keys: { readonly [id: string]: KeyState };
  /** When people were erased, by `erasedKey`. UTC, in integer milliseconds. */
  readonly erased: { readonly [key: string]: number };
}

/** An API key, as far as the history knows it. */
export interface KeyState {
  /** The actor that has it. */
  readonly actorId: string;
  /** Whether the key is accepted. */
  readonly enabled: boolean;
  /** When the history says that it was made. UTC, in integer milliseconds. */
  readonly createdAt: number;
}

/** A tenant's access before its first event. */
export const initialAccess: AccessState = Object.freeze({
  targets: Object.freeze({}),
  applications: Object.freeze({}),
  keys: Object.freeze({}),
  erased: Object.freeze({}),
});

/** The grants on a target. */
export function grantsOn(access: AccessState, target: AccessTarget): readonly Grant[] {
  return access.targets[targetText(target)]?.grants ?? [];
}

/** The key of a person who was erased. An id by itself may be `__proto__`, which no object takes as a key. */
export function erasedKey(actorId: string): string {
  return `actor:${actorId}`;
}

/** Whether a person was erased. */
export function isErased(access: AccessState, actorId: string): boolean {
  return access.erased[erasedKey(actorId)] !== undefined;
}

const APPLICATION = "app:";

/** The actor id of an application. */
export function applicationActorId(applicationId: string): string {
  return `${APPLICATION}${applicationId}`;
}

/** The id of the application whose actor this is; null if it is no application's. */
export function applicationOfActor(actorId: string): string | null {
  return actorId.startsWith(APPLICATION) ? actorId.slice(APPLICATION.length) : null;
}
