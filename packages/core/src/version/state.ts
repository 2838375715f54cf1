import type { Authorship } from "../authorship.ts";
import type { Content } from "./content.ts";

/** A model of an integration that a version is associated with, as Orkes' API names it: `integration:model`. */
export type IntegrationModel = string;

/** One numbered version: its content and its life. Times are UTC, in integer milliseconds. */
export interface VersionState extends Authorship {
  /** `none` before the first event. */
  readonly status: "none" | "draft" | "committed" | "deleted";
  /** The id of its prompt. */
  readonly promptId: string;
  /** `pv_` and a ULID. */
  readonly id: string;
  /** 1 to 2147483647, unique in its prompt. */
  readonly number: number;
  /** Messages, model and parameters. A draft can be edited; a commit freezes it. */
  readonly content: Content;
  /** The hash of the content; null while the version is a draft. */
  readonly contentHash: string | null;
  /** The version of the algorithm that made `contentHash`; 0 before the first commit. */
  readonly hashVersion: number;
  /** Not part of the content, so a commit does not freeze it. */
  readonly description: string | null;
  /** The message of the commit. */
  readonly message: string | null;
  /** The models of integrations that it is for, each `integration:model`. A commit does not freeze them. */
  readonly integrations: readonly IntegrationModel[];
  /** When it was last committed; null before the first commit. */
  readonly committedAt: number | null;
  /** The id of the actor that committed it last; null before the first commit. */
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
