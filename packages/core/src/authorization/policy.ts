import type { Actor, ActorKind } from "../access/actor.ts";
import { subjectsOf } from "../access/actor.ts";
import type { AccessTarget, Grant, Permission, Subject } from "../access/grant.ts";
import { sameSubject, WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { grantsOn } from "../access/state.ts";
import type { Scope } from "../catalog/filter.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import type { PromptState } from "../prompt/state.ts";
import { effectiveGrants } from "../prompt/tag.ts";
import type { VersionCommand } from "../version/commands.ts";

/**
 * The resource of an action: a prompt, all prompts with a tag, an integration or one of its models, or the tenant as a whole. `access` has the
 * grants of the tenant that are not on a single prompt. It is empty for an actor that needs no grants.
 */
export type Resource = {
  /** The tenant that the resource belongs to. */
  readonly tenant: string;
  /** The grants that are not on a single prompt. Those on a prompt are in its state. */
  readonly access: AccessState;
} & (
  | {
      /** One prompt, with its versions and deployments. */
      readonly type: "prompt";
      /** As it is now, also for reads of the past, except where `access.check` and `access.require` ask about the past. A write of a batch sees it after the commands before it. */
      readonly prompt: PromptState;
      /**
       * What a write asks for, such as `DeployVersion`, with its environment filled in. A repeat of a write asks for the same. Absent for reads, for
       * questions such as `access.check`, and for a new prompt, which is asked about as the tenant.
       */
      readonly command?: PromptCommand | VersionCommand;
    }
  | {
      /** All prompts with a tag. */
      readonly type: "tag";
      /** `key` or `key:value`. */
      readonly tag: string;
    }
  | {
      /** An integration, or one of its models. */
      readonly type: "integration";
      /** The name of the integration, which need not exist yet. */
      readonly integration: string;
      /** The name of the model. Absent for the integration itself. */
      readonly model?: string;
    }
  | {
      /** The tenant as a whole. */
      readonly type: "tenant";
    }
);

/**
 * Decides who may do what. Every command and query of the ledger asks it, so that no API can bypass it. Commit, deploy and restore need UPDATE.
 * Resolve needs EXECUTE, a live view EXECUTE on the whole tenant. A new prompt needs CREATE on the tenant, a new integration CREATE on the integration. Reads of the whole tenant (log,
 * follow, replay, the directory) need READ on the tenant.
 */
export interface Policy {
  /** Whether an actor has a permission on a resource. */
  allows(actor: Actor, permission: Permission, resource: Resource): boolean;
  /** For lists: what the actor may see, so that counts and pages reveal nothing else. */
  scope(actor: Actor, permission: Permission, tenant: string, access: AccessState): Scope;
}

/**
 * The default policy. Code in the process and admins may do everything. Users and applications may create prompts, and may do what they were
 * granted: on the resource itself, on a tag of the prompt, on the integration of a model, or on the whole tenant.
 */
export const grantPolicy: Policy = {
  allows(actor, permission, resource) {
    if (isTrusted(actor)) return true;
    const { access } = resource;
    const holds = (target: AccessTarget): boolean =>
      isGranted(grantsOn(access, target), subjectsOf(actor), permission);
    if (holds(WHOLE_TENANT)) return true;
    switch (resource.type) {
      case "tenant":
        return permission === "CREATE";
      case "tag":
        return holds({ tag: resource.tag });
      case "integration": {
        const { integration, model } = resource;
        return holds({ integration }) || (model !== undefined && holds({ integration, model }));
      }
      case "prompt":
        return isGranted(
          effectiveGrants(resource.prompt),
          subjectsWithTags(actor, permission, access),
          permission,
        );
    }
  },
  scope(actor, permission, _tenant, access) {
    if (isTrusted(actor)) return "all";
    if (isGranted(grantsOn(access, WHOLE_TENANT), subjectsOf(actor), permission)) return "all";
    return { type: "granted", subjects: subjectsWithTags(actor, permission, access), permission };
  },
};

/** The kind of an actor. Default: `host`. */
export function kindOf({ kind = "host" }: Actor): ActorKind {
  return kind;
}

/** Whether an actor needs no grants. */
export function isTrusted(actor: Actor): boolean {
  const kind = kindOf(actor);
  return kind === "host" || kind === "admin";
}

function isGranted(grants: readonly Grant[], subjects: readonly Subject[], permission: Permission): boolean {
  return grants.some(
    (grant) =>
      grant.permissions.includes(permission) &&
      subjects.some((subject) => sameSubject(subject, grant.subject)),
  );
}

/** The subjects whose grants on a prompt apply to an actor: the actor, its groups and roles, and the tags on which it has the permission. */
function subjectsWithTags(actor: Actor, permission: Permission, access: AccessState): readonly Subject[] {
  const subjects = subjectsOf(actor);
  const tags = Object.values(access.targets).flatMap(({ target, grants }): readonly Subject[] =>
    "tag" in target && isGranted(grants, subjects, permission) ? [{ type: "tag", id: target.tag }] : [],
  );
  return [...subjects, ...tags];
}
