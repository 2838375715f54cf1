import type { Permission } from "@promptledger/core";
/** A change of a prompt, from which an event is made. */
export interface Fact {
  /** The type of the event, e.g. `PromptCreated`. */
  readonly type: string;
  /** What the event holds. */
  readonly data: object;
  /** Default: null, which means the time of recording. */
  readonly occurredAt?: number;
  /** Default: `jane`. */
  readonly actor?: string;
}

/** A prompt is created. Default slug: its id. Default name: `A prompt`. */
export function promptCreated(
  promptId: string,
  details: { readonly slug?: string; readonly name?: string; readonly description?: string | null } = {},
): Fact {
  return {
    type: "PromptCreated",
    data: { promptId, slug: promptId, name: "A prompt", description: null, ...details },
  };
}

/** Details of the prompt are edited. */
export function promptEdited(changes: {
  readonly name?: string;
  readonly slug?: string;
  readonly description?: string | null;
  readonly starred?: boolean;
}): Fact {
  return { type: "PromptEdited", data: changes };
}

/** A tag is added. Its id is derived from its key and value. */
export function promptTagged(
  key: string,
  value: string | null = null,
  grantablePermissions?: readonly Permission[],
): Fact {
  const data = { id: `tag_${key}_${value ?? ""}`, key, value, color: "#3B82F6" };
  return {
    type: "PromptTagged",
    data: grantablePermissions === undefined ? data : { ...data, grantablePermissions },
  };
}

/** A version is created as a draft. */
export function versionCreated(promptId: string, number: number, content: object = {}): Fact {
  const versionId = `pv_${promptId}_${number}`;
  const data = { promptId, versionId, number, content, description: null, integrations: [] };
  return { type: "VersionCreated", data };
}

/** A draft is committed. */
export function versionCommitted(number: number): Fact {
  return {
    type: "VersionCommitted",
    data: { number, contentHash: `hash-${number}`, hashVersion: 1, message: null },
  };
}

/** A version is deleted. */
export function versionDeleted(number: number): Fact {
  return { type: "VersionDeleted", data: { number } };
}

/** A version is deployed to an environment. */
export function versionDeployed(promptId: string, number: number, environment = "production"): Fact {
  return {
    type: "VersionDeployed",
    data: {
      environment,
      number,
      versionId: `pv_${promptId}_${number}`,
      revision: 1,
      contentHash: `hash-${number}`,
      replaces: null,
    },
  };
}

/** The deployment of an environment ends. */
export function versionUndeployed(promptId: string, number: number, environment = "production"): Fact {
  return {
    type: "VersionUndeployed",
    data: {
      environment,
      number,
      versionId: `pv_${promptId}_${number}`,
      revision: 1,
      contentHash: `hash-${number}`,
    },
  };
}

/** A subject's permissions are set. */
export function accessGranted(type: string, id: string, permissions: readonly string[]): Fact {
  return { type: "AccessGranted", data: { subject: { type, id }, permissions } };
}

/** The prompt is deleted. */
export function promptDeleted(slug: string): Fact {
  return { type: "PromptDeleted", data: { slug } };
}

/** The prompt is restored, perhaps under another slug. */
export function promptRestored(slug: string): Fact {
  return { type: "PromptRestored", data: { slug } };
}
