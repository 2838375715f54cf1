import type { Draft } from "immer";
import type { EventContext } from "../decider.ts";
import { tagsWithout } from "../integration/resource-tag.ts";
import type { AccessEvent } from "./events.ts";
import type { Grant } from "./grant.ts";
import { sameSubject, targetText } from "./grant.ts";
import type { AccessState, ApplicationState } from "./state.ts";
import { applicationActorId, erasedKey } from "./state.ts";

/** Applies one event to a tenant's access. */
export function evolveAccess(state: Draft<AccessState>, event: AccessEvent & EventContext): void {
  switch (event.type) {
    case "AccessGranted":
    case "AccessRevoked":
      evolveTarget(state, event);
      break;
    case "ApplicationCreated": {
      const { applicationId: id, name } = event.data;
      const made = {
        createdAt: event.at,
        createdBy: event.actor,
        updatedAt: event.at,
        updatedBy: event.actor,
      };
      state.applications[id] = { id, name, roles: [], tags: [], deleted: false, ...made };
      break;
    }
    case "KeyCreated":
      state.keys[event.data.keyId] = { actorId: event.data.actorId, enabled: true, createdAt: event.at };
      break;
    case "KeyEnabled":
    case "KeyDisabled": {
      const key = state.keys[event.data.keyId];
      if (key !== undefined) key.enabled = event.type === "KeyEnabled";
      break;
    }
    case "KeyRevoked":
      delete state.keys[event.data.keyId];
      break;
    case "PersonErased":
      state.erased[erasedKey(event.data.actorId)] = event.at;
      break;
    // The text that is gone was no part of the state.
    case "EventRedacted":
      break;
    default: {
      const application = state.applications[event.data.applicationId];
      if (application === undefined) break;
      evolveApplication(application, event);
      if (event.type === "ApplicationDeleted") endKeys(state, applicationActorId(application.id));
      application.updatedAt = event.at;
      application.updatedBy = event.actor;
    }
  }
}

type AccessEventOnApplication = Extract<AccessEvent, { readonly data: { readonly applicationId: string } }>;

function evolveApplication(
  application: Draft<ApplicationState>,
  event: Exclude<AccessEventOnApplication, AccessEvent<"ApplicationCreated">>,
): void {
  switch (event.type) {
    case "ApplicationDeleted":
      application.deleted = true;
      break;
    case "ApplicationRenamed":
      application.name = event.data.name;
      break;
    case "ApplicationTagged":
      application.tags.push(...event.data.tags);
      break;
    case "ApplicationUntagged":
      application.tags = tagsWithout(application.tags, event.data.tags);
      break;
    case "RoleAdded":
      application.roles.push(event.data.role);
      break;
    case "RoleRemoved":
      application.roles = application.roles.filter((role) => role !== event.data.role);
      break;
  }
}

function endKeys(state: Draft<AccessState>, owner: string): void {
  for (const [id, { actorId }] of Object.entries(state.keys)) if (actorId === owner) delete state.keys[id];
}

function evolveTarget(
  state: Draft<AccessState>,
  event: AccessEvent<"AccessGranted"> | AccessEvent<"AccessRevoked">,
): void {
  const { target } = event.data;
  if (target === undefined) return;
  const key = targetText(target);
  const grants = grantsAfter(state.targets[key]?.grants ?? [], event);
  if (grants.length === 0) delete state.targets[key];
  else state.targets[key] = { target, grants };
}

/** The grants after a change for one subject, which keeps its place in the list. */
export function grantsAfter(
  grants: readonly Draft<Grant>[],
  { type, data: { subject, permissions } }: AccessEvent<"AccessGranted"> | AccessEvent<"AccessRevoked">,
): Draft<Grant>[] {
  const isGranted = type === "AccessGranted";
  const isKnown = grants.some((grant) => sameSubject(grant.subject, subject));
  const all = isGranted && !isKnown ? [...grants, { subject, permissions: [] }] : grants;
  return all.flatMap((grant) => {
    if (!sameSubject(grant.subject, subject)) return [grant];
    const holds = isGranted
      ? [...permissions]
      : grant.permissions.filter((permission) => !permissions.includes(permission));
    return holds.length === 0 ? [] : [{ subject: grant.subject, permissions: holds }];
  });
}
