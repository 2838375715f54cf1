import type { LedgerEvent } from "@promptledger/core";

/** What happened, in a few words. */
export function describeEvent(event: LedgerEvent): string {
  switch (event.type) {
    case "PromptCreated":
      return `created the prompt "${event.data.name}" (${event.data.slug})`;
    case "PromptEdited":
      return `changed ${Object.entries(event.data)
        .map(([field, value]) => `${field} to ${JSON.stringify(value)}`)
        .join(", ")}`;
    case "PromptTagged":
      return `tagged it ${tagText(event.data)}`;
    case "PromptUntagged":
      return `took the tag ${tagText(event.data)} off`;
    case "PromptDeleted":
      return "deleted the prompt";
    case "PromptRestored":
      return `restored the prompt (${event.data.slug})`;
    case "VersionCreated":
      return `created version ${event.data.number}`;
    case "VersionEdited":
      return `edited version ${event.data.number}: ${Object.keys(event.data.changes).join(", ") || "its notes"}`;
    case "VersionCommitted":
      return `committed version ${event.data.number}${event.data.message ? `: ${event.data.message}` : ""}`;
    case "VersionReopened":
      return `reopened version ${event.data.number}`;
    case "VersionDeleted":
      return `deleted version ${event.data.number}`;
    case "VersionDeployed":
      return `${event.data.rollback ? "rolled back to" : "deployed"} version ${event.data.number} to ${event.data.environment}`;
    case "VersionUndeployed":
      return `took version ${event.data.number} out of ${event.data.environment}`;
    case "AccessGranted":
      return `granted ${accessText(event.data)}`;
    case "AccessRevoked":
      return `revoked ${accessText(event.data)}`;
    case "SlugClaimed":
    case "SlugReleased":
      return `${event.type === "SlugClaimed" ? "claimed" : "released"} the slug`;
  }
}

function tagText({ key, value }: { readonly key: string; readonly value: string | null }): string {
  return value === null ? key : `${key}:${value}`;
}

function accessText(access: Extract<LedgerEvent, { readonly type: "AccessGranted" }>["data"]): string {
  return `${access.permissions.join(", ")} for ${access.subject.type} ${access.subject.id}`;
}
