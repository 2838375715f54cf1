import type { Decider, Decision } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import { tagsToAdd, tagsToRemove } from "../integration/resource-tag.ts";
import { own } from "../validation/own.ts";
import type { AccessCommand, RecordCommand } from "./commands.ts";
import type { AccessEvent } from "./events.ts";
import { evolveAccess } from "./evolve.ts";
import { given, taken } from "./grant.ts";
import type { AccessState, ApplicationState, KeyState } from "./state.ts";
import { grantsOn, initialAccess, isErased } from "./state.ts";

/** What a decision may use in addition to command and state. */
export interface AccessContext {
  /** The generated id for a new application without a given one. */
  readonly newId: string;
}

/** The Access aggregate of a tenant: grants that are not on a single prompt, and applications. */
export const accessDecider: Decider<AccessCommand, AccessState, AccessEvent, AccessContext> = {
  initialState: initialAccess,
  decide,
  evolve: evolveAccess,
};

function decide(command: AccessCommand, state: AccessState, context: AccessContext): Decision<AccessEvent> {
  switch (command.type) {
    case "GrantOnTarget": {
      const { target, subject } = command;
      const permissions = given(grantsOn(state, target), command);
      if (permissions === null) return accept();
      return accept({ type: "AccessGranted", data: { target, subject, permissions } });
    }
    case "RevokeOnTarget": {
      const { target, subject } = command;
      const permissions = taken(grantsOn(state, target), command);
      if (permissions === null) return accept();
      return accept({ type: "AccessRevoked", data: { target, subject, permissions } });
    }
    case "CreateApplication": {
      const { id = context.newId, name } = command;
      if (own(state.applications, id) === undefined)
        return accept({ type: "ApplicationCreated", data: { applicationId: id, name } });
      return reject("id-taken", `the id ${id} is taken; ids are never used again, choose another one`, "id", {
        id,
      });
    }
    case "CreateKey":
    case "SetKeyEnabled":
    case "RevokeKey":
      return decideOnKey(command, own(state.keys, command.keyId));
    case "ErasePerson":
      if (isErased(state, command.actorId)) return accept();
      return accept({ type: "PersonErased", data: { actorId: command.actorId } });
    default:
      return decideOnApplication(command, own(state.applications, command.id));
  }
}

function decideOnKey(
  command: AccessCommand<"CreateKey" | "SetKeyEnabled" | "RevokeKey">,
  key: KeyState | undefined,
): Decision<AccessEvent> {
  const { keyId } = command;
  if (command.type === "CreateKey") {
    const { actorId, actorKind } = command;
    return accept({ type: "KeyCreated", data: { keyId, actorId, actorKind } });
  }
  if (key === undefined) return accept();
  const data = { keyId, actorId: key.actorId };
  if (command.type === "RevokeKey") return accept({ type: "KeyRevoked", data });
  const { enabled } = command;
  return key.enabled === enabled ? accept() : accept({ type: enabled ? "KeyEnabled" : "KeyDisabled", data });
}

type OnApplication = Exclude<
  AccessCommand,
  { readonly type: "GrantOnTarget" | "RevokeOnTarget" | "CreateApplication" | RecordCommand["type"] }
>;

function decideOnApplication(
  command: OnApplication,
  application: ApplicationState | undefined,
): Decision<AccessEvent> {
  if (application === undefined || application.deleted)
    return command.type === "DeleteApplication" && application !== undefined
      ? accept()
      : reject("application-not-found", `there is no application with the id ${command.id}`, "id");
  const applicationId = command.id;
  switch (command.type) {
    case "DeleteApplication":
      return accept({ type: "ApplicationDeleted", data: { applicationId } });
    case "RenameApplication": {
      const { name } = command;
      if (name === application.name) return accept();
      return accept({ type: "ApplicationRenamed", data: { applicationId, name } });
    }
    case "TagApplication": {
      const tags = tagsToAdd(application.tags, command.tags);
      if (tags.length === 0) return accept();
      return accept({ type: "ApplicationTagged", data: { applicationId, tags } });
    }
    case "UntagApplication": {
      const tags = tagsToRemove(application.tags, command.tags);
      if (tags.length === 0) return accept();
      return accept({ type: "ApplicationUntagged", data: { applicationId, tags } });
    }
    case "AddRole":
    case "RemoveRole": {
      const { role } = command;
      const has = application.roles.includes(role);
      if (has === (command.type === "AddRole")) return accept();
      return accept({ type: has ? "RoleRemoved" : "RoleAdded", data: { applicationId, role } });
    }
  }
}
