import * as z from "zod";
import type { Actor } from "../access/actor.ts";
import { actorSchema } from "../access/actor.ts";
import { targetSchema } from "../access/commands.ts";
import type { AccessTarget, Grant, Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { TargetGrants } from "../access/state.ts";
import { ACCESS_STREAM, grantsOn } from "../access/state.ts";
import { authorize, resourceOf } from "../authorization/authorize.ts";
import type { Resource } from "../authorization/policy.ts";
import { rejectionError } from "../decider.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { signalOf } from "../ports/call-options.ts";
import type { PromptKey, PromptRef } from "../prompt/prompt-ref.ts";
import { parsePromptRef } from "../prompt/prompt-ref.ts";
import { loadWorkspace } from "../read/load.ts";
import { promptNotFound } from "../read/read-prompt.ts";
import { sessionUntil } from "../read/session-until.ts";
import type { Prompt, Written } from "../read/views.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { parseField } from "../validation/parse.ts";
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
  /** The grants on exactly this target. Needs READ on it. */
  grants(target: PromptRef | AccessTarget, options?: CallOptions): Promise<readonly Grant[]>;
  /** The permissions of an actor on a target. Asking about another actor needs READ on the whole tenant. For a tag: what grants on the tag give. */
  check(
    actor: Pick<Actor, "id" | "kind" | "memberOf">,
    target: PromptRef | AccessTarget,
    options?: CallOptions,
  ): Promise<Permissions>;
  /** Throws `forbidden` unless the calling actor has the permission. */
  require(permission: Permission, target: PromptRef | AccessTarget, options?: CallOptions): Promise<void>;
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
      const { resource, grants, named } = await lookAt(session, target, options);
      authorize(session, "READ", resource, named);
      return deepFreeze([...grants]);
    },
    async check(actor, target, options) {
      const checked = parseField("actor", actorSchema, actor);
      const { resource } = await lookAt(session, target, options);
      const { actor: self } = session;
      const isSelf = checked.id === self.id && (checked.kind ?? "host") === (self.kind ?? "host");
      if (!isSelf) authorize(session, "READ", { ...resource, type: "tenant" });
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

/** The resource for the policy, and the grants on exactly this target. */
async function lookAt(
  given: LedgerSession,
  target: PromptRef | AccessTarget,
  options: CallOptions | undefined,
): Promise<{
  readonly resource: Resource;
  readonly grants: readonly Grant[];
  readonly named: PromptKey | null;
}> {
  const session = sessionUntil(given, signalOf(options));
  const tenantStreams = [ACCESS_STREAM, INTEGRATIONS_STREAM] as const;
  if (isPrompt(target)) {
    const key = parsePromptRef(target);
    const documents = [{ kind: "prompt", prompt: key }] as const;
    const workspace = await loadWorkspace(session, { documents, tenantStreams });
    const { access } = workspace.tenant;
    const id = "id" in key ? key.id : workspace.promptIds.get(key.slug);
    const prompt = workspace.prompts.get(id ?? "")?.stream.prompt;
    if (prompt === undefined) throw await promptNotFound(session, key);
    const resource = { type: "prompt", tenant: session.tenant, access, prompt } as const;
    return { resource, grants: prompt.grants, named: key };
  }
  const checked = parseField("target", targetSchema, target);
  const { tenant: state } = await loadWorkspace(session, { tenantStreams });
  const missing = refuseTarget(checked, state.integrations);
  if (missing !== null) throw rejectionError(missing);
  const { access } = state;
  const resource = resourceOf(session.tenant, access, checked);
  return { resource, grants: grantsOn(access, checked), named: null };
}
