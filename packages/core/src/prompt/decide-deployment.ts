import type { Decision, Rejected } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import { withoutPendingTimes } from "../recorded-at.ts";
import { own } from "../validation/own.ts";
import type { VersionState } from "../version/state.ts";
import type { PromptCommand } from "./commands.ts";
import { DEFAULT_ENVIRONMENT } from "./commands.ts";
import type { PromptEvent } from "./events.ts";
import type { DeploymentPointer, Pin, PromptState } from "./state.ts";
import { latestCommitted } from "./state.ts";

type DeploymentCommand = PromptCommand<"DeployVersion" | "RollBackDeployment" | "PromoteDeployment">;

/** The versions that deciding on a deployment needs. */
export interface DeploymentContext {
  /** The version with a number, as it is now. */
  version(number: number): VersionState;
  /** The version that a pin of this prompt points to, as it was then. */
  pinned(pin: Pin): VersionState;
}

/** Decides on commands that change what is live. The prompt is not deleted. */
export function decideDeployment(
  command: DeploymentCommand,
  state: PromptState,
  context: DeploymentContext,
): Decision<PromptEvent> {
  switch (command.type) {
    case "DeployVersion":
      return decideDeploy(command, state, context);
    case "RollBackDeployment":
      return decideRollback(command, state, context);
    case "PromoteDeployment": {
      const source = own(state.deployments, command.from);
      if (source === undefined) return nothingLive(state, command.from);
      return moved(state, command.to, pinOf(source), context, { promotedFrom: command.from });
    }
  }
}

/** The event that ends a deployment. */
export function undeployed(environment: string, pin: Pin): PromptEvent<"VersionUndeployed"> {
  return { type: "VersionUndeployed", data: { environment, ...pinOf(pin) } };
}

function decideDeploy(
  command: PromptCommand<"DeployVersion">,
  state: PromptState,
  context: DeploymentContext,
): Decision<PromptEvent> {
  const number = command.version === "latest" ? latestCommitted(state) : command.version;
  if (number === 0)
    return reject(
      "version-not-found",
      "the prompt has no committed version to deploy; commit one first",
      "version",
    );
  if (!state.numbers.includes(number))
    return reject("version-not-found", `the prompt has no version ${number}`, "version");
  if (number === state.draft)
    return reject("version-is-draft", "Cannot deploy a draft version. Commit it first.", "version");
  const { id: versionId, revision, contentHash } = context.version(number);
  const pin = { number, versionId, revision, contentHash: contentHash ?? "" };
  return moved(state, command.environment ?? DEFAULT_ENVIRONMENT, pin, context);
}

function decideRollback(
  command: PromptCommand<"RollBackDeployment">,
  state: PromptState,
  context: DeploymentContext,
): Decision<PromptEvent> {
  const environment = command.environment ?? DEFAULT_ENVIRONMENT;
  const pointer = own(state.deployments, environment);
  if (pointer === undefined) return nothingLive(state, environment);
  const target = rollbackTarget(command, state, pointer);
  if (target === undefined) {
    const which = command.to === undefined ? "" : ` of version ${command.to}`;
    const message = `${environment} has no earlier deployment${which} to return to; deploy a version instead`;
    return reject("nothing-to-roll-back", message, "to");
  }
  return moved(state, environment, target, context, { rollback: true });
}

/**
 * The deployment that a rollback returns to: the newest one of the trail that is not live now and whose version still exists,
 * or the requested one.
 */
export function rollbackTarget(
  command: PromptCommand<"RollBackDeployment">,
  state: PromptState,
  pointer: DeploymentPointer,
): Pin | undefined {
  return pointer.trail.findLast(
    (pin) =>
      state.numbers.includes(pin.number) &&
      (command.to === undefined ? !sameContent(pin, pointer) : pin.number === command.to),
  );
}

function moved(
  state: PromptState,
  environment: string,
  pin: Pin,
  context: DeploymentContext,
  extra: Pick<PromptEvent<"VersionDeployed">["data"], "promotedFrom" | "rollback"> = {},
): Decision<PromptEvent> {
  const pointer = own(state.deployments, environment);
  // A rollback returns to other content. Any other deployment also pins what changed beside the content, such as the description.
  const isLive = extra.rollback ? sameContent : samePin;
  if (pointer !== undefined && isLive(pointer, pin)) return accept();
  const replaces = pointer === undefined ? null : pinOf(pointer);
  // Compared by revision, not by hash: another record with the same content, or with other notes, is not what was pinned.
  const snapshot =
    context.version(pin.number).revision === pin.revision
      ? {}
      : { snapshot: withoutPendingTimes(context.pinned(pin)) };
  return accept({ type: "VersionDeployed", data: { environment, ...pin, replaces, ...extra, ...snapshot } });
}

function samePin(left: Pin, right: Pin): boolean {
  return left.number === right.number && left.revision === right.revision;
}

function sameContent(left: Pin, right: Pin): boolean {
  return left.number === right.number && left.contentHash === right.contentHash;
}

function pinOf(pin: Pin): Pin {
  const { number, versionId, revision, contentHash } = pin;
  return { number, versionId, revision, contentHash };
}

function nothingLive(state: PromptState, environment: string): Rejected {
  return reject(
    "not-deployed",
    `nothing of ${state.id} is live in ${environment}; deploy a version there first`,
    "environment",
  );
}
