import { z } from "zod";
import { actorSchema } from "../access/actor.ts";
import { accessCommandSchema, targetSchema } from "../access/commands.ts";
import { decideAccess } from "../access/decide.ts";
import type { AccessTarget, Grant, Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { Resource } from "../authorization/policy.ts";
import type { TargetGrants } from "../access/state.ts";
import { ACCESS_STREAM, grantsOn } from "../access/state.ts";
import { noIntegration, noModel } from "../integration/decide.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import { LedgerError } from "../errors.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { own } from "../validation/own.ts";
import { parse } from "../validation/parse.ts";
import type { Access, GrantAnswer, GrantOptions, Permissions } from "./access-facade.ts";
import { authorize, authorizeTarget, resourceOf } from "../authorization/authorize.ts";
import { parsePromptRef } from "../write/command.ts";
import type { Engine, Session } from "../read/engine.ts";
import type { PromptRef, TenantWriteOptions } from "./options.ts";
import type { Refusal } from "../write/refusals.ts";
import { rejectionError } from "../write/refusals.ts";
import type { TenantState } from "../read/tenant-streams.ts";
import { writeTenant } from "./tenant-write.ts";
import type { Written } from "../read/views.ts";
import { loadWorkspace, referenceOf } from "../read/load.ts";
import type { Writer } from "./writer.ts";

const permissionSchema = z.strictObject({
  permission: z.enum(PERMISSIONS as readonly [Permission, ...Permission[]]),
});

const actorWrapper = z.strictObject({ actor: actorSchema });
const targetWrapper = z.strictObject({ target: targetSchema });

/** The calls on grants. */
export function accessOf(engine: Engine, session: Session, write: Writer): Access {
  const change =
    (verb: "Grant" | "Revoke") =>
    async <Target extends PromptRef | AccessTarget>(
      target: Target,
      grant: Grant,
      options?: GrantOptions<Target>,
    ): Promise<Written<GrantAnswer<Target>>> => {
      const written: unknown = isPrompt(target)
        ? await write({ ...grant, type: `${verb}Access`, prompt: target }, options)
        : await changeTarget(engine, session, `${verb}OnTarget`, target, grant, options);
      // The compiler does not follow a type through the two ways.
      return written as Written<GrantAnswer<Target>>;
    };
  return {
    grant: change("Grant"),
    revoke: change("Revoke"),
    async grants(target) {
      const { resource, grants } = await lookAt(engine, session, target);
      authorize(engine, session, "READ", resource);
      return deepFreeze([...grants]);
    },
    async check(actor, target) {
      const checked = parse(actorWrapper, { actor }).actor;
      const { resource } = await lookAt(engine, session, target);
      const { actor: self } = session;
      const isSelf = checked.id === self.id && (checked.kind ?? "host") === (self.kind ?? "host");
      if (!isSelf) authorize(engine, session, "READ", { ...resource, type: "tenant" });
      // Of oneself, what one is a member of is known already.
      const asked = isSelf ? self : checked;
      const told = PERMISSIONS.map((one) => [one, engine.policy.allows(asked, one, resource)]);
      return Object.freeze(Object.fromEntries(told)) as Permissions;
    },
    async require(permission, target) {
      parse(permissionSchema, { permission });
      const { resource } = await lookAt(engine, session, target);
      authorize(engine, session, permission, resource);
    },
  };
}

function isPrompt(target: PromptRef | AccessTarget): target is PromptRef {
  return typeof target !== "object" || target === null || "slug" in target;
}

async function changeTarget(
  engine: Engine,
  session: Session,
  type: "GrantOnTarget" | "RevokeOnTarget",
  target: AccessTarget,
  grant: Grant,
  options?: TenantWriteOptions,
): Promise<Written<TargetGrants>> {
  const command = parse(accessCommandSchema, { ...grant, type, target });
  return writeTenant(
    engine,
    session,
    {
      input: command,
      decide(state) {
        const missing = refuseTarget(target, state);
        if (missing !== null) return missing;
        for (const permission of ["UPDATE", ...grant.permissions] as const)
          authorizeTarget(engine, session, state.access, permission, target);
        return decideAccess(command, state.access);
      },
      view: ({ access }) => ({ target, grants: grantsOn(access, target) }),
    },
    options,
  );
}

/** What is asked about, as the policy takes it, and the grants on exactly this. */
async function lookAt(
  engine: Engine,
  session: Session,
  target: PromptRef | AccessTarget,
): Promise<{ readonly resource: Resource; readonly grants: readonly Grant[] }> {
  const { tenant } = session;
  const tenantStreams = [ACCESS_STREAM, INTEGRATIONS_STREAM] as const;
  if (isPrompt(target)) {
    const prompt = parsePromptRef(target);
    const documents = [{ kind: "prompt", prompt: referenceOf(prompt) }] as const;
    const workspace = await loadWorkspace(engine, tenant, { documents, tenantStreams });
    const id = typeof prompt === "string" ? prompt : workspace.promptIds.get(prompt.slug);
    const state = workspace.prompts.get(id ?? "")?.stream.prompt;
    if (state === undefined) throw new LedgerError("prompt-not-found", "there is no such prompt");
    const { access } = workspace.tenant;
    return { resource: { type: "prompt", tenant, access, prompt: state }, grants: state.grants };
  }
  const checked = parse(targetWrapper, { target }).target;
  const { tenant: state } = await loadWorkspace(engine, tenant, { tenantStreams });
  const missing = refuseTarget(checked, state);
  if (missing !== null) throw rejectionError(missing.rejection);
  return {
    resource: resourceOf(tenant, state.access, checked),
    grants: grantsOn(state.access, checked),
  };
}

/** Refuses an integration that does not exist, or whose model does not. */
function refuseTarget(target: AccessTarget, { integrations }: TenantState): Refusal | null {
  if (!("integration" in target)) return null;
  const { integration: name, model } = target;
  const integration = own(integrations.integrations, name);
  if (integration === undefined) return noIntegration(name);
  return model !== undefined && own(integration.models, model) === undefined ? noModel(name, model) : null;
}
