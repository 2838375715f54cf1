import type { Permission } from "../access/grant.ts";
import { given, PERMISSIONS, taken } from "../access/grant.ts";
import type { Decider, Decision, Rejected } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import { own } from "../validation/own.ts";
import type { VersionEvent } from "../version/events.ts";
import type { PromptCommand } from "./commands.ts";
import { DEFAULT_ENVIRONMENT } from "./commands.ts";
import type { DeploymentContext } from "./decide-deployment.ts";
import { decideDeployment, undeployed } from "./decide-deployment.ts";
import type { PromptEvent, PromptEvents } from "./events.ts";
import { evolvePrompt } from "./evolve.ts";
import type { PromptState } from "./state.ts";
import { initialPrompt } from "./state.ts";
import { DEFAULT_TAG_COLOR } from "./tag.ts";

/** What a decision may use in addition to command and state. */
export interface PromptContext extends DeploymentContext {
  /** For a new prompt: its id and slug, given or generated. */
  readonly identity: { readonly id: string; readonly slug: string };
  tagId(key: string, value: string | null): string;
  /** The permissions that the actor could grant on the prompt. A tag that the actor adds gives no others (rule X11). */
  grantable(): readonly Permission[];
}

/** The Prompt aggregate: details, version numbers, deployments and grants. It applies the events of its versions, but decides only its own. */
export const promptDecider: Decider<PromptCommand, PromptState, PromptEvent | VersionEvent, PromptContext> = {
  initialState: initialPrompt,
  decide,
  evolve: evolvePrompt,
};

function decide(command: PromptCommand, state: PromptState, context: PromptContext): Decision<PromptEvent> {
  if (command.type === "CreatePrompt") return decideCreate(command, state, context);
  if (state.status === "none") return reject("prompt-not-found", "there is no such prompt");
  if (command.type === "RestorePrompt") {
    if (state.status === "alive") return accept();
    return accept({ type: "PromptRestored", data: { slug: command.slug ?? state.slug } });
  }
  if (state.status === "deleted") return command.type === "DeletePrompt" ? accept() : deleted(state);
  switch (command.type) {
    case "EditPrompt":
      return decideEdit(command, state);
    case "TagPrompt":
      return decideTag(command, state, context);
    case "UntagPrompt": {
      const { key, value = null } = command;
      const named = context.tagId(key, value);
      // A redacted tag keeps its id, which is the hash of what it was.
      const tag =
        state.tags.find(({ id }) => id === named) ??
        state.tags.find((one) => one.key === key && one.value === value);
      if (tag === undefined) return accept();
      return accept({ type: "PromptUntagged", data: { id: tag.id, key, value } });
    }
    case "DeployVersion":
    case "RollBackDeployment":
    case "PromoteDeployment":
      return decideDeployment(command, state, context);
    case "UndeployVersion": {
      const { environment = DEFAULT_ENVIRONMENT } = command;
      const pointer = own(state.deployments, environment);
      return pointer === undefined ? accept() : accept(undeployed(environment, pointer));
    }
    case "GrantAccess": {
      const permissions = given(state.grants, command);
      if (permissions === null) return accept();
      return accept({ type: "AccessGranted", data: { subject: command.subject, permissions } });
    }
    case "RevokeAccess": {
      const permissions = taken(state.grants, command);
      if (permissions === null) return accept();
      return accept({ type: "AccessRevoked", data: { subject: command.subject, permissions } });
    }
    case "DeletePrompt": {
      const ends = Object.entries(state.deployments).map(([environment, pin]) =>
        undeployed(environment, pin),
      );
      return accept(...ends, { type: "PromptDeleted", data: { slug: state.slug } });
    }
  }
}

/** The rejection of commands that a deleted prompt does not allow. */
export function deleted(state: PromptState): Rejected {
  return reject("prompt-deleted", `the prompt ${state.id} is deleted; restore it first`);
}

function decideCreate(
  command: PromptCommand<"CreatePrompt">,
  state: PromptState,
  context: PromptContext,
): Decision<PromptEvent> {
  const { id, slug } = context.identity;
  if (state.status !== "none")
    return reject("id-taken", `the id ${id} is taken; ids are never used again, choose another one`, "id", {
      id,
    });
  const { name, description = null, starred } = command;
  const created = { type: "PromptCreated", data: { promptId: id, slug, name, description } } as const;
  return starred === true ? accept(created, { type: "PromptEdited", data: { starred } }) : accept(created);
}

function decideEdit(command: PromptCommand<"EditPrompt">, state: PromptState): Decision<PromptEvent> {
  const { name, description, slug, starred } = command;
  const data: PromptEvents["PromptEdited"] = {
    ...(name !== undefined && name !== state.name ? { name } : {}),
    ...(description !== undefined && description !== state.description ? { description } : {}),
    ...(slug !== undefined && slug !== state.slug ? { slug } : {}),
    ...(starred !== undefined && starred !== state.starred ? { starred } : {}),
  };
  return Object.keys(data).length === 0 ? accept() : accept({ type: "PromptEdited", data });
}

function decideTag(
  command: PromptCommand<"TagPrompt">,
  state: PromptState,
  context: PromptContext,
): Decision<PromptEvent> {
  const { key, value = null } = command;
  const id = context.tagId(key, value);
  const present = state.tags.find((tag) => tag.id === id);
  const color = command.color ?? present?.color ?? DEFAULT_TAG_COLOR;
  const before = present === undefined ? [] : (present.grantablePermissions ?? PERMISSIONS);
  const grantable = context.grantable();
  const grantablePermissions = PERMISSIONS.filter((one) => before.includes(one) || grantable.includes(one));
  if (present?.color === color && grantablePermissions.length === before.length) return accept();
  const limited = grantablePermissions.length === PERMISSIONS.length ? {} : { grantablePermissions };
  return accept({ type: "PromptTagged", data: { id, key, value, color, ...limited } });
}
