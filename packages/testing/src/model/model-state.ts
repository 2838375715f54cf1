import type { Permission, Subject, VersionRef } from "@promptledger/core";

/** The content of a version, by field. The model only copies and compares it. */
export type ModelContent = { readonly [field: string]: unknown };

/** A numbered version as the model knows it. */
export interface ModelVersion {
  readonly id: string;
  readonly number: number;
  readonly committed: boolean;
  readonly content: ModelContent;
  readonly description: string | null;
  readonly message: string | null;
  readonly integrations: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly committedAt: number | null;
  readonly committedBy: string | null;
  readonly revision: number;
}

/** The deployment in an environment: the version as it was when it was deployed, and the versions that were live before, newest last. */
export interface ModelDeployment {
  readonly version: ModelVersion;
  readonly deployedAt: number;
  readonly deployedBy: string;
  readonly before: readonly ModelVersion[];
}

/** A tag by key and value. */
export interface ModelTag {
  readonly key: string;
  readonly value: string | null;
  readonly color: string;
  /** The permissions that grants on the tag can give here; absent if they can give all. */
  readonly grantablePermissions?: readonly Permission[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The permissions of a subject. */
export interface ModelGrant {
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
}

/** A prompt as the model knows it. */
export interface ModelPrompt {
  readonly id: string;
  readonly alive: boolean;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly starred: boolean;
  readonly tags: readonly ModelTag[];
  readonly versions: ReadonlyMap<number, ModelVersion>;
  /** The highest number that was ever used. */
  readonly highest: number;
  readonly live: ReadonlyMap<string, ModelDeployment>;
  readonly grants: readonly ModelGrant[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly deletedAt: number | null;
  /** When its last event happened. */
  readonly lastAt: number;
  /** How many events it has. */
  readonly revision: number;
}

/** The prompt that has a slug, and the time of the slug's last event. */
export interface ModelSlug {
  readonly holder: string | null;
  readonly lastAt: number;
}

/** An event that the model expects in the log. */
export interface ModelEvent {
  readonly stream: string;
  readonly type: string;
}

/** A tenant as the model knows it. It is immutable: a command that changes something creates a new one. */
export interface ModelTenant {
  readonly prompts: ReadonlyMap<string, ModelPrompt>;
  readonly slugs: ReadonlyMap<string, ModelSlug>;
  /** The applied writes that had a command id, by actor and command id. */
  readonly commands: ReadonlyMap<string, ModelCommandRecord>;
  /** When its last event was recorded; 0 before the first. */
  readonly recordedAt: number;
}

/** A write that had a command id: a text of its commands and conditions, and the prompts that it was about, in the order of its commands. */
export interface ModelCommandRecord {
  readonly text: string;
  readonly promptIds: readonly string[];
}

/** A tenant without prompts. */
export const EMPTY_TENANT: ModelTenant = {
  prompts: new Map(),
  slugs: new Map(),
  commands: new Map(),
  recordedAt: 0,
};

/** The highest number that a version can have. */
export const LAST_NUMBER: number = 2 ** 31 - 1;

/** Whether the ledger generated this id of a prompt. */
export function isGeneratedId(id: string): boolean {
  return /^prm_[0-9A-Z]{26}$/iu.test(id);
}

/** The numbers of a prompt's versions, ascending. */
export function numbersOf(prompt: ModelPrompt): readonly number[] {
  return [...prompt.versions.keys()].sort((left, right) => left - right);
}

/** The number of the draft, or null. */
export function draftOf(prompt: ModelPrompt): number | null {
  return numbersOf(prompt).find((number) => prompt.versions.get(number)?.committed === false) ?? null;
}

/** The highest committed number, or undefined. */
export function latestOf(prompt: ModelPrompt): number | undefined {
  return numbersOf(prompt).findLast((number) => prompt.versions.get(number)?.committed);
}

/** The number that a reference to a version means; 0 if there is no such version. */
export function numberOf(prompt: ModelPrompt, version: VersionRef): number {
  if (version === "current") return numbersOf(prompt).at(-1) ?? 0;
  return version === "latest" ? (latestOf(prompt) ?? 0) : version;
}

/** Whether two contents are equal. Each field is compared by its JSON text. */
export function sameContent(left: ModelContent, right: ModelContent): boolean {
  return changedFields(left, right).length === 0;
}

/** The fields in which two contents differ. */
export function changedFields(left: ModelContent, right: ModelContent): readonly string[] {
  const fields = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...fields].filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]));
}
