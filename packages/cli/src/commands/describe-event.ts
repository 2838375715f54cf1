import type { AccessTarget, LedgerEvent } from "@promptledger/core";
import { tagName } from "@promptledger/core";

type Type = LedgerEvent["type"];
type Data = { readonly [One in Type]: Extract<LedgerEvent, { readonly type: One }>["data"] };

/** What happened, as a short phrase. */
export function describeEvent<One extends Type>({
  type,
  data,
}: {
  readonly type: One;
  readonly data: Data[One];
}): string {
  return PHRASES[type](data);
}

const PHRASES: { readonly [One in Type]: (data: Data[One]) => string } = {
  PromptCreated: ({ name, slug }) => `created the prompt "${name}" (${slug})`,
  PromptEdited: (data) => {
    const changes = Object.entries(data).map(([field, value]) => `${field} to ${JSON.stringify(value)}`);
    return `changed ${changes.join(", ")}`;
  },
  PromptTagged: (data) => `added the tag ${tagName(data)}`,
  PromptUntagged: (data) => `removed the tag ${tagName(data)}`,
  PromptDeleted: () => "deleted the prompt",
  PromptRestored: ({ slug }) => `restored the prompt (${slug})`,
  VersionCreated: ({ number }) => `created version ${number}`,
  VersionEdited: ({ number, changes, ...others }) =>
    `edited version ${number}: ${Object.keys({ ...changes, ...others }).join(", ")}`,
  VersionCommitted: ({ number, message }) => `committed version ${number}${message ? `: ${message}` : ""}`,
  VersionReopened: ({ number }) => `reopened version ${number}`,
  VersionDeleted: ({ number }) => `deleted version ${number}`,
  VersionDeployed: ({ number, environment, rollback }) =>
    rollback
      ? `rolled back ${environment} to version ${number}`
      : `deployed version ${number} to ${environment}`,
  VersionUndeployed: ({ number, environment }) => `undeployed version ${number} from ${environment}`,
  AccessGranted: (data) => `granted ${accessText(data)}`,
  AccessRevoked: (data) => `revoked ${accessText(data)}`,
  ApplicationCreated: ({ applicationId, name }) => `created the application "${name}" (${applicationId})`,
  ApplicationRenamed: ({ applicationId, name }) => `renamed the application ${applicationId} to "${name}"`,
  ApplicationTagged: ({ applicationId, tags }) =>
    `added to the application ${applicationId}: ${tagNames(tags)}`,
  ApplicationUntagged: ({ applicationId, tags }) =>
    `removed from the application ${applicationId}: ${tagNames(tags)}`,
  ApplicationDeleted: ({ applicationId }) => `deleted the application ${applicationId}`,
  RoleAdded: ({ applicationId, role }) => `gave the application ${applicationId} the role ${role}`,
  RoleRemoved: ({ applicationId, role }) => `removed the role ${role} from the application ${applicationId}`,
  KeyCreated: ({ keyId, actorId }) => `made the key ${keyId} for ${actorId}`,
  KeyEnabled: ({ keyId, actorId }) => `enabled the key ${keyId} of ${actorId}`,
  KeyDisabled: ({ keyId, actorId }) => `disabled the key ${keyId} of ${actorId}`,
  KeyRevoked: ({ keyId, actorId }) => `revoked the key ${keyId} of ${actorId}`,
  ActorErased: ({ actorId }) => `erased the name and e-mail of ${actorId}`,
  IntegrationCreated: ({ name, type }) => `created the integration ${name} (${type})`,
  IntegrationEdited: ({ name, ...changes }) => `changed the integration ${name}: ${fields(changes)}`,
  IntegrationDeleted: ({ name }) => `deleted the integration ${name}`,
  IntegrationTagged: ({ name, tags }) => `added to the integration ${name}: ${tagNames(tags)}`,
  IntegrationUntagged: ({ name, tags }) => `removed from the integration ${name}: ${tagNames(tags)}`,
  ModelAdded: ({ integration, model }) => `added the model ${integration}:${model}`,
  ModelEdited: ({ integration, model, ...changes }) =>
    `changed the model ${integration}:${model}: ${fields(changes)}`,
  ModelRemoved: ({ integration, model }) => `removed the model ${integration}:${model}`,
  ModelTagged: ({ integration, model, tags }) =>
    `added to the model ${integration}:${model}: ${tagNames(tags)}`,
  ModelUntagged: ({ integration, model, tags }) =>
    `removed from the model ${integration}:${model}: ${tagNames(tags)}`,
  SlugClaimed: () => "claimed the slug",
  SlugReleased: () => "released the slug",
  EventRedacted: ({ position }) => `redacted the event at position ${position}`,
};

function accessText({ target, subject, permissions }: Data["AccessGranted"]): string {
  const on = target === undefined ? "" : ` on ${targetName(target)}`;
  return `${permissions.join(", ")}${on} for ${subject.type} ${subject.id}`;
}

function targetName(target: AccessTarget): string {
  if ("tenant" in target) return "the whole tenant";
  if ("tag" in target) return `the tag ${target.tag}`;
  const { integration, model } = target;
  return model === undefined ? `the integration ${integration}` : `the model ${integration}:${model}`;
}

function tagNames(tags: Data["ModelTagged"]["tags"]): string {
  return `${tags.length === 1 ? "the tag" : "the tags"} ${tags.map(tagName).join(", ")}`;
}

/** The names of the changed fields. Their values are not shown: they may be sealed secrets. */
function fields(changes: object): string {
  return Object.keys(changes).join(", ");
}
