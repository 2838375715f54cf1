import type { Content } from "./content.ts";

/** A model of an integration that a version is associated with, as Orkes' API names it: `integration:model`. */
export type IntegrationModel = string;

/** One numbered version: its content and its life. Times are UTC, in integer milliseconds. */
export interface VersionState {
  readonly status: "none" | "draft" | "committed" | "deleted";
  readonly promptId: string;
  /** `pv_` and a ULID. */
  readonly id: string;
  readonly number: number;
  readonly content: Content;
  /** The hash of the content; null while the version is a draft. */
  readonly contentHash: string | null;
  readonly hashVersion: number;
  /** Not part of the content, so a commit does not freeze it. */
  readonly description: string | null;
  /** The message of the commit. */
  readonly message: string | null;
  readonly integrations: readonly IntegrationModel[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly committedAt: number | null;
  readonly committedBy: string | null;
  /** The version of the prompt's stream at this version's last event. `expected` is compared with the revision of the prompt, not with this. */
  readonly revision: number;
}

/** A version before its first event. */
export const initialVersion: VersionState = Object.freeze({
  status: "none",
  promptId: "",
  id: "",
  number: 0,
  content: Object.freeze({}),
  contentHash: null,
  hashVersion: 0,
  description: null,
  message: null,
  integrations: Object.freeze([]) as readonly string[],
  createdAt: 0,
  createdBy: "",
  updatedAt: 0,
  updatedBy: "",
  committedAt: null,
  committedBy: null,
  revision: 0,
});
