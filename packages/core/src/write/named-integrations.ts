import type { AccessTarget } from "../access/grant.ts";
import type { Session } from "../authorization/authorize.ts";
import { authorizeTarget } from "../authorization/authorize.ts";
import type { Rejected } from "../decider.ts";
import { noIntegration, noModel } from "../integration/decider.ts";
import type { PromptCommand } from "../prompt/commands.ts";
import { numberOf } from "../prompt/decide-stream.ts";
import type { PromptStream } from "../prompt/stream.ts";
import type { TenantState } from "../read/tenant-streams.ts";
import { own } from "../validation/own.ts";
import type { VersionCommand } from "../version/commands.ts";

type Command = PromptCommand | VersionCommand;

/** Whether deciding on a command needs the tenant's integrations. */
export function namesIntegrations(command: Command): boolean {
  return namedBy(command).length > 0 || (command.type === "EditVersion" && command.associate !== undefined);
}

/**
 * Refuses a command that names a model of a missing integration. Throws `forbidden` if the actor may not READ the integration. The model
 * itself may be unknown, unless it is being associated. Models that an edited version already has are not checked again.
 */
export function refuseIntegrations(
  session: Session,
  { access, integrations: { integrations } }: TenantState,
  command: Command,
  { prompt, versions }: PromptStream,
): Rejected | null {
  const had =
    command.type === "EditVersion"
      ? (versions[numberOf(command.number ?? prompt.draft ?? 0, prompt)]?.integrations ?? [])
      : [];
  for (const name of namedBy(command)) {
    if (had.includes(name)) continue;
    const [integration, model] = splitName(name);
    if (own(integrations, integration) === undefined) return noIntegration(integration);
    authorizeTarget(session, access, "READ", modelTarget(integration, model));
  }
  if (command.type !== "EditVersion" || command.associate === undefined) return null;
  const [integration, model = ""] = splitName(command.associate);
  const models = own(integrations, integration)?.models;
  if (models === undefined) return noIntegration(integration);
  if (own(models, model) === undefined) return noModel(integration, model);
  authorizeTarget(session, access, "READ", modelTarget(integration, model));
  return null;
}

/**
 * Throws `forbidden` unless the actor may READ the integrations that a command names, as far as they exist. An edit is not judged by its new
 * integrations, because the version has them once the edit was applied.
 */
export function authorizeIntegrations(
  session: Session,
  { access, integrations: { integrations } }: TenantState,
  command: Command,
): void {
  const edit = command.type === "EditVersion" ? command : null;
  const names = edit === null ? namedBy(command) : edit.associate === undefined ? [] : [edit.associate];
  for (const name of names) {
    const [integration, model] = splitName(name);
    if (own(integrations, integration) !== undefined)
      authorizeTarget(session, access, "READ", modelTarget(integration, model));
  }
}

function namedBy(command: Command): readonly string[] {
  switch (command.type) {
    case "CreateVersion":
    case "SaveVersion":
      return command.input.integrations ?? [];
    case "EditVersion":
      return command.changes.integrations ?? [];
    default:
      return [];
  }
}

function modelTarget(integration: string, model: string | undefined): AccessTarget {
  return model === undefined ? { integration } : { integration, model };
}

/** Splits `integration:model` at the first colon. Names of models may contain more colons. */
function splitName(name: string): readonly [integration: string, model: string | undefined] {
  const colon = name.indexOf(":");
  return colon === -1 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
}
