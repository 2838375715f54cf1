import { subjectsOf } from "../access/actor.ts";
import type { AccessCommand } from "../access/commands.ts";
import { accessDecider } from "../access/decider.ts";
import type { AccessEvent } from "../access/events.ts";
import type { AccessTarget } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { AccessState } from "../access/state.ts";
import { isTrusted } from "../authorization/policy.ts";
import type { Rejected } from "../decider.ts";
import type { IntegrationCommand } from "../integration/commands.ts";
import { integrationDecider, noIntegration, noModel } from "../integration/decider.ts";
import type { IntegrationsState } from "../integration/state.ts";
import { own } from "../validation/own.ts";
import type { Answered } from "./answer.ts";
import { answeredByTenant } from "./answer.ts";
import { authorizeOnAccess, authorizeOnIntegration, isDeletion, targetOf } from "./authorize-command.ts";
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
  }
  authorizeOnAccess(session, access, command);
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
  const target = targetOf(command, present);
  authorizeOnIntegration(session, access, command, present);
  const decision = integrationDecider.decide(command, state, session);
  if (decision.status === "rejected") return decision;
  work.integrations.apply(decision.events);
  const [subject] = subjectsOf(session.actor);
  if (present === undefined && !isTrusted(session.actor) && subject !== undefined)
    work.access.apply([{ type: "AccessGranted", data: { target, subject, permissions: PERMISSIONS } }]);
  // A new one with the same name must start without these grants.
  if (isDeletion(command)) work.access.apply(revocations(target, access));
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
