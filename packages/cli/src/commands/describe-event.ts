import type { AccessTarget, LedgerEvent } from "@promptledger/core";
import { tagName } from "@promptledger/core";

/** What happened, as a short phrase. */
export function describeEvent(event: LedgerEvent): string {
  switch (event.type) {
    case "PromptCreated":
      return `created the prompt "${event.data.name}" (${event.data.slug})`;
    case "PromptEdited":
      return `changed ${Object.entries(event.data)
        .map(([field, value]) => `${field} to ${JSON.stringify(value)}`)
        .join(", ")}`;
    case "PromptTagged":
      return `added the tag ${tagName(event.data)}`;
    case "PromptUntagged":
      return `removed the tag ${tagName(event.data)}`;
    case "PromptDeleted":
      return "deleted the prompt";
    case "PromptRestored":
      return `restored the prompt (${event.data.slug})`;
    case "VersionCreated":
      return `created version ${event.data.number}`;
    case "VersionEdited":
      return `edited version ${event.data.number}: ${Object.keys(event.data.changes).join(", ") || "its description"}`;
    case "VersionCommitted":
      return `committed version ${event.data.number}${event.data.message ? `: ${event.data.message}` : ""}`;
    case "VersionReopened":
      return `reopened version ${event.data.number}`;
    case "VersionDeleted":
      return `deleted version ${event.data.number}`;
    case "VersionDeployed":
      return `${event.data.rollback ? "rolled back to" : "deployed"} version ${event.data.number} to ${event.data.environment}`;
    case "VersionUndeployed":
      return `undeployed version ${event.data.number} from ${event.data.environment}`;
    case "AccessGranted":
      return `granted ${accessText(event.data)}`;
    case "AccessRevoked":
      return `revoked ${accessText(event.data)}`;
    case "ApplicationCreated":
      return `created the application "${event.data.name}" (${event.data.applicationId})`;
    case "ApplicationDeleted":
      return `deleted the application ${event.data.applicationId}`;
    case "RoleAdded":
      return `gave the application ${event.data.applicationId} the role ${event.data.role}`;
    case "RoleRemoved":
      return `removed the role ${event.data.role} from the application ${event.data.applicationId}`;
    case "IntegrationCreated":
      return `created the integration ${event.data.name} (${event.data.type})`;
    case "IntegrationEdited":
      return `changed the integration ${event.data.name}: ${changedFields(event.data)}`;
    case "IntegrationDeleted":
      return `deleted the integration ${event.data.name}`;
    case "ModelAdded":
      return `added the model ${event.data.integration}:${event.data.model}`;
    case "ModelEdited":
      return `changed the model ${event.data.integration}:${event.data.model}: ${changedFields(event.data)}`;
    case "ModelRemoved":
      return `removed the model ${event.data.integration}:${event.data.model}`;
    case "SlugClaimed":
    case "SlugReleased":
      return `${event.type === "SlugClaimed" ? "claimed" : "released"} the slug`;
  }
}

function accessText({
  target,
  subject,
  permissions,
}: Extract<LedgerEvent, { readonly type: "AccessGranted" }>["data"]): string {
  const on = target === undefined ? "" : ` on ${targetName(target)}`;
  return `${permissions.join(", ")}${on} for ${subject.type} ${subject.id}`;
}

function targetName(target: AccessTarget): string {
  if ("tenant" in target) return "the whole tenant";
  if ("tag" in target) return `the tag ${target.tag}`;
  const { integration, model } = target;
  return model === undefined ? `the integration ${integration}` : `the model ${integration}:${model}`;
}

/** The fields that an event changed; their values may be sealed secrets, so they are not shown. */
function changedFields(data: object): string {
  return Object.keys(data)
    .filter((field) => field !== "name" && field !== "integration" && field !== "model")
    .join(", ");
}
