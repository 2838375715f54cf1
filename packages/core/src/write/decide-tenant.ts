import { subjectsOf } from "../access/actor.ts";
import type { AccessCommand } from "../access/commands.ts";
import { accessDecider } from "../access/decider.ts";
import type { AccessEvent } from "../access/events.ts";
import type { AccessTarget } from "../access/grant.ts";
import { PERMISSIONS, WHOLE_TENANT } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { authorizeRole, authorizeTarget } from "../authorization/authorize.ts";
import { isTrusted } from "../authorization/policy.ts";
import type { Rejected } from "../decider.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import { integrationDecider, noIntegration, noModel } from "../integration/decider.ts";
import type { IntegrationState, IntegrationsState } from "../integration/state.ts";
import { own } from "../validation/own.ts";
import type { Answered } from "./answer.ts";
import { answeredByTenant } from "./answer.ts";
import type { Deciding } from "./unit-of-work.ts";

/** Decides on a command on a tenant's access. Throws `forbidden`, also for a permission that the actor does not have. */
export function decideOnAccess(
  deciding: Deciding,
  command: AccessCommand,
  index: number,
): Answered | Rejected {
  const { session, request, work } = deciding;
  const access = work.access.state();
  if ("target" in command) {
    const missing = refuseTarget(command.target, work.integrations.state());
    if (missing !== null) return missing;
    for (const permission of ["UPDATE", ...command.permissions] as const)
      authorizeTarget(session, access, permission, command.target);
  } else authorizeTarget(session, access, "UPDATE", WHOLE_TENANT);
  if (command.type === "AddRole") authorizeRole(session, command.role);
  const newId = request.newIds[index] ?? "";
  const decision = accessDecider.decide(command, access, { newId });
  if (decision.status === "rejected") return decision;
  work.access.apply(decision.events);
  return answeredByTenant(work, newId);
}

/** Decides on a command on a tenant's integrations, and on the grants that it creates or ends. Throws `forbidden`. */
export function decideOnIntegrations(deciding: Deciding, command: IntegrationCommand): Answered | Rejected {
  const { session, work } = deciding;
  const state = work.integrations.state();
  const access = work.access.state();
  const present = own(state.integrations, command.name);
  if (present === undefined && command.type !== "SaveIntegration") return noIntegration(command.name);
  const isDeletion = command.type === "DeleteIntegration" || command.type === "DeleteModel";
  const target = targetOf(command, present);
  if (present === undefined) authorizeTarget(session, access, "CREATE", WHOLE_TENANT);
  else authorizeTarget(session, access, isDeletion ? "DELETE" : "UPDATE", target);
  const decision = integrationDecider.decide(command, state, session);
  if (decision.status === "rejected") return decision;
  work.integrations.apply(decision.events);
  const [subject] = subjectsOf(session.actor);
  if (present === undefined && !isTrusted(session.actor) && subject !== undefined)
    work.access.apply([{ type: "AccessGranted", data: { target, subject, permissions: PERMISSIONS } }]);
  // A new one with the same name must start without these grants.
  if (isDeletion) work.access.apply(revocations(target, access));
  return answeredByTenant(work, "");
}

/** Refuses an integration or model that does not exist. */
export function refuseTarget(target: AccessTarget, { integrations }: IntegrationsState): Rejected | null {
  if (!("integration" in target)) return null;
  const { integration: name, model } = target;
  const integration = own(integrations, name);
  if (integration === undefined) return noIntegration(name);
  return model !== undefined && own(integration.models, model) === undefined ? noModel(name, model) : null;
}

/** The target on which a command needs permission: the model if it exists, otherwise the integration. */
function targetOf(command: IntegrationCommand, integration: IntegrationState | undefined): AccessTarget {
  const { name } = command;
  if (!("model" in command) || own(integration?.models ?? {}, command.model) === undefined)
    return { integration: name };
  return { integration: name, model: command.model };
}

/** The events that revoke all grants on an integration and its models, or on one model. */
function revocations(ended: AccessTarget, access: AccessState): readonly AccessEvent[] {
  return Object.values(access.targets).flatMap(({ target, grants }) =>
    isWithin(target, ended)
      ? grants.map((grant) => ({ type: "AccessRevoked" as const, data: { target, ...grant } }))
      : [],
  );
}

function isWithin(target: AccessTarget, ended: AccessTarget): boolean {
  if (!("integration" in target && "integration" in ended)) return false;
  if (target.integration !== ended.integration) return false;
  return ended.model === undefined || target.model === ended.model;
}
