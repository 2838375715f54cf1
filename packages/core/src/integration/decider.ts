import type { Decider, Decision, Rejected } from "../decider.ts";
import { accept, reject } from "../decider.ts";
import type { Secrets } from "../ports/secrets.ts";
import { own } from "../validation/own.ts";
import { sameJson } from "../validation/same-json.ts";
import type { IntegrationCommand, SettingsInput } from "./commands.ts";
import type { SealedConfiguration } from "./configuration.ts";
import { isSecret, sealConfiguration } from "./configuration.ts";
import type { IntegrationEvent, Settings } from "./events.ts";
import { evolveIntegrations } from "./evolve.ts";
import { refuseMasks, refuseToMove } from "./refuse-masks.ts";
import { tagsToAdd, tagsToRemove } from "./resource-tag.ts";
import type { IntegrationState, IntegrationsState, ModelState } from "./state.ts";
import { initialIntegrations } from "./state.ts";

const DEFAULT_CATEGORY = "AI_MODEL";

const NEW: Settings = { description: null, enabled: true, configuration: {}, secrets: {} };

/** What a decision may use in addition to command and state. */
export interface IntegrationContext {
  /** Seals secrets. Null without a key; a configuration with a secret is then refused. */
  readonly secrets: Secrets | null;
}

/** The Integrations aggregate of a tenant: providers of models, and their models. */
export const integrationDecider: Decider<
  IntegrationCommand,
  IntegrationsState,
  IntegrationEvent,
  IntegrationContext
> = {
  initialState: initialIntegrations,
  decide,
  evolve: evolveIntegrations,
};

function decide(
  command: IntegrationCommand,
  state: IntegrationsState,
  { secrets }: IntegrationContext,
): Decision<IntegrationEvent> {
  const { name } = command;
  const integration = own(state.integrations, name);
  if (command.type === "SaveIntegration") return decideSave(command, integration, secrets);
  if (integration === undefined) return noIntegration(name);
  if (command.type === "DeleteIntegration") return accept({ type: "IntegrationDeleted", data: { name } });
  if (!("model" in command)) return decideTags(command, integration);
  const { model } = command;
  const names = { integration: name, model };
  const present = own(integration.models, model);
  if (command.type === "TagModel" || command.type === "UntagModel")
    return present === undefined ? noModel(name, model) : decideModelTags(command, present);
  if (command.type === "DeleteModel")
    return present === undefined ? noModel(name, model) : accept({ type: "ModelRemoved", data: names });
  const refusal = refuseMasks(command.input, present, secrets);
  if (refusal !== null) return refusal;
  const sealed = sealedOf(command.input, present, secrets);
  if (sealed === null) return noKey(command.input);
  if (present === undefined)
    return accept({ type: "ModelAdded", data: { ...names, ...settingsOf(command.input, sealed) } });
  const changes = changesOf(command.input, sealed, present);
  return changes === null ? accept() : accept({ type: "ModelEdited", data: { ...names, ...changes } });
}

/** The rejection for a missing integration. */
export function noIntegration(name: string): Rejected {
  return reject("integration-not-found", `No such integration: ${name}`, "integrations");
}

/** The rejection for a missing model. */
export function noModel(name: string, model: string): Rejected {
  return reject("integration-not-found", `No such integration model: ${name}:${model}`, "integrations");
}

function decideTags(
  { type, name, tags: given }: IntegrationCommand<"TagIntegration" | "UntagIntegration">,
  { tags: present }: IntegrationState,
): Decision<IntegrationEvent> {
  const tags = type === "TagIntegration" ? tagsToAdd(present, given) : tagsToRemove(present, given);
  if (tags.length === 0) return accept();
  const event = type === "TagIntegration" ? "IntegrationTagged" : "IntegrationUntagged";
  return accept({ type: event, data: { name, tags } });
}

function decideModelTags(
  { type, name: integration, model, tags: given }: IntegrationCommand<"TagModel" | "UntagModel">,
  { tags: present }: ModelState,
): Decision<IntegrationEvent> {
  const tags = type === "TagModel" ? tagsToAdd(present, given) : tagsToRemove(present, given);
  if (tags.length === 0) return accept();
  return accept({
    type: type === "TagModel" ? "ModelTagged" : "ModelUntagged",
    data: { integration, model, tags },
  });
}

function decideSave(
  { name, input }: IntegrationCommand<"SaveIntegration">,
  present: IntegrationState | undefined,
  secrets: Secrets | null,
): Decision<IntegrationEvent> {
  const { type, category } = input;
  if (present !== undefined && present.type !== type)
    return reject(
      "invalid-input",
      `type: the integration ${name} is of the type ${present.type}, which cannot change; delete it first`,
      "type",
    );
  const refusal = refuseMasks(input, present, secrets) ?? refuseToMove(input, present, secrets);
  if (refusal !== null) return refusal;
  const sealed = sealedOf(input, present, secrets);
  if (sealed === null) return noKey(input);
  if (present === undefined)
    return accept({
      type: "IntegrationCreated",
      data: { name, type, category: category ?? DEFAULT_CATEGORY, ...settingsOf(input, sealed) },
    });
  const changes = changesOf(input, sealed, present);
  const newCategory = category !== undefined && category !== present.category ? { category } : null;
  if (changes === null && newCategory === null) return accept();
  return accept({ type: "IntegrationEdited", data: { name, ...newCategory, ...changes } });
}

/** The given configuration, sealed; the stored one if none was given. Null if a key is needed and missing. */
function sealedOf(
  { configuration }: SettingsInput,
  stored: Settings = NEW,
  secrets: Secrets | null,
): SealedConfiguration | null {
  if (configuration !== undefined) return sealConfiguration(configuration, stored.secrets, secrets);
  return { configuration: stored.configuration, secrets: stored.secrets };
}

function settingsOf({ description, enabled }: SettingsInput, sealed: SealedConfiguration): Settings {
  return {
    description: description ?? NEW.description,
    enabled: enabled ?? NEW.enabled,
    configuration: sealed.configuration,
    secrets: sealed.secrets,
  };
}

function changesOf(
  { description, enabled }: SettingsInput,
  { configuration, secrets }: SealedConfiguration,
  stored: Settings,
): Partial<Settings> | null {
  const changes = {
    ...(description !== undefined && description !== stored.description ? { description } : {}),
    ...(enabled !== undefined && enabled !== stored.enabled ? { enabled } : {}),
    ...(sameJson(configuration, stored.configuration) ? {} : { configuration }),
    ...(sameJson(secrets, stored.secrets) ? {} : { secrets }),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

function noKey({ configuration = {} }: SettingsInput): Rejected {
  const [field] = Object.entries(configuration).find(([name, value]) => isSecret(name, value)) ?? [];
  return reject(
    "secrets-unavailable",
    `configuration.${field} is a secret, and this ledger was given no key to seal it with; pass createLedger \`secrets\``,
    `configuration.${field}`,
  );
}
