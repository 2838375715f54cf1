import * as z from "zod";
import type { Actor } from "../access/actor.ts";
import { actorSchema } from "../access/actor.ts";
import { targetSchema } from "../access/commands.ts";
import type { AccessTarget, Grant, Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { TargetGrants } from "../access/state.ts";
import { grantsOn } from "../access/state.ts";
import { authorize, resourceOf } from "../authorization/authorize.ts";
import type { Resource } from "../authorization/policy.ts";
import { rejectionError } from "../decider.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef } from "../prompt/prompt-ref.ts";
import type { ReadOptions } from "../read/options.ts";
import { readSchema } from "../read/options.ts";
import { readForAccess } from "../read/read-for-access.ts";
import { sessionUntil } from "../read/session-until.ts";
import { loadTenantAt } from "../read/tenant-at.ts";
import type { Prompt, Written } from "../read/views.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { refuseTarget } from "../write/decide-tenant.ts";
import type { TenantWriteOptions, WriteOptions } from "../write/options.ts";
import type { LedgerSession } from "./session.ts";
import type { Writer } from "./writer.ts";

/** Whether an actor has each permission. */
export type Permissions = { readonly [Name in Permission]: boolean };

/** The answer to a change of a grant: the prompt, or the target with its grants. */
type GrantAnswer<Target> = Target extends AccessTarget ? TargetGrants : Prompt;

/** The options of a change of a grant. */
type GrantOptions<Target> = Target extends AccessTarget ? TenantWriteOptions : WriteOptions;

/**
 * Grants on a prompt, on all prompts with a tag, on an integration or one of its models, and on the whole tenant. Granting or revoking a
 * permission needs UPDATE on the target and that permission itself; otherwise it throws `forbidden`. A missing prompt throws
 * `prompt-not-found`, a missing integration or model `integration-not-found`. Writes are atomic and idempotent, like those of `Prompts`.
 */
export interface Access {
  /** Gives permissions to a subject, in addition to those that it has. */
  grant<Target extends PromptRef | AccessTarget>(
    target: Target,
    grant: Grant,
    options?: GrantOptions<Target>,
  ): Promise<Written<GrantAnswer<Target>>>;
  /** Takes permissions from a subject. Permissions that it does not have change nothing. */
  revoke<Target extends PromptRef | AccessTarget>(
    target: Target,
    grant: Grant,
    options?: GrantOptions<Target>,
  ): Promise<Written<GrantAnswer<Target>>>;
  /** The grants on exactly this target. Needs READ on it, today also for reads of the past. */
  grants(target: PromptRef | AccessTarget, options?: ReadOptions): Promise<readonly Grant[]>;
  /**
   * The permissions of an actor on a target. Asking about another actor needs READ on the whole tenant. For a tag: what grants on the tag give. With
   * `at`, the permissions that the grants of that moment gave the actor, with the groups and roles that are given here.
   */
  check(
    actor: Pick<Actor, "id" | "kind" | "memberOf">,
    target: PromptRef | AccessTarget,
    options?: ReadOptions,
  ): Promise<Permissions>;
  /** Throws `forbidden` unless the calling actor has the permission; with `at`, unless they had it. */
  require(permission: Permission, target: PromptRef | AccessTarget, options?: ReadOptions): Promise<void>;
}

const permissionSchema = z.enum(PERMISSIONS as readonly [Permission, ...Permission[]]);

/** The calls on grants. */
export function accessOf(session: LedgerSession, write: Writer): Access {
  const change =
    (verb: "Grant" | "Revoke") =>
    async <Target extends PromptRef | AccessTarget>(
      target: Target,
      grant: Grant,
      options?: GrantOptions<Target>,
    ): Promise<Written<GrantAnswer<Target>>> => {
      const written: unknown = isPrompt(target)
        ? await write({ ...grant, type: `${verb}Access`, prompt: target }, options)
        : await write({ ...grant, type: `${verb}OnTarget`, target }, options);
      // The compiler does not track the type through both branches.
      return written as Written<GrantAnswer<Target>>;
    };
  return {
    grant: change("Grant"),
    revoke: change("Revoke"),
    async grants(target, options) {
      const { now, grants, named } = await lookAt(session, target, options);
      authorize(session, "READ", now, named);
      return deepFreeze([...grants]);
    },
    async check(actor, target, options) {
      const checked = parseField("actor", actorSchema, actor);
      const { now, resource } = await lookAt(session, target, options);
      const { actor: self } = session;
      const isSelf = checked.id === self.id && (checked.kind ?? "host") === (self.kind ?? "host");
      if (!isSelf) authorize(session, "READ", { ...now, type: "tenant" });
      // Of oneself, what one is a member of is known already.
      const asked = isSelf ? self : checked;
      const told = PERMISSIONS.map((one) => [one, session.policy.allows(asked, one, resource)]);
      return Object.freeze(Object.fromEntries(told)) as Permissions;
    },
    async require(permission, target, options) {
      parseField("permission", permissionSchema, permission);
      const { resource, named } = await lookAt(session, target, options);
      authorize(session, permission, resource, named);
    },
  };
}

function isPrompt(target: PromptRef | AccessTarget): target is PromptRef {
  return typeof target !== "object" || target === null || "id" in target || "promptId" in target;
}

/** A target for the policy, now and at the requested moment, and the grants on exactly this target then. */
interface Looked {
  readonly now: Resource;
  readonly resource: Resource;
  readonly grants: readonly Grant[];
  readonly named: PromptKey | null;
}

async function lookAt(
  given: LedgerSession,
  target: PromptRef | AccessTarget,
  options: ReadOptions | undefined,
): Promise<Looked> {
  const { at, signal } = parseOptions(readSchema, options);
  const session = sessionUntil(given, signal);
  const { tenant } = session;
  if (isPrompt(target)) {
    const named = parsePromptRef(target);
    const { seen, now, access } = await readForAccess(session, named, at);
    const resource = { type: "prompt", tenant, access: access.seen, prompt: seen } as const;
    return { now: { ...resource, access: access.now, prompt: now }, resource, grants: seen.grants, named };
  }
  const checked = parseField("target", targetSchema, target);
  const { now, seen } = await loadTenantAt(session, at);
  const missing = refuseTarget(checked, seen.integrations);
  if (missing !== null) throw rejectionError(missing);
  const resource = resourceOf(tenant, seen.access, checked);
  return {
    now: { ...resource, access: now.access },
    resource,
    grants: grantsOn(seen.access, checked),
    named: null,
  };
}
