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
  /** Of the content; null while the version is a draft. */
  readonly contentHash: string | null;
  readonly hashVersion: number;
  /** Beside the content, and not frozen by a commit. */
  readonly description: string | null;
  /** What the one who committed wrote. */
  readonly message: string | null;
  readonly integrations: readonly IntegrationModel[];
  readonly createdAt: number;
  readonly createdBy: string;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly committedAt: number | null;
  readonly committedBy: string | null;
  /** The version of the prompt's stream at this version's last event; what `expected` and ETags are compared with. */
  readonly revision: number;
}

/** A version before its first event. */
export function initialVersion(): VersionState {
  return INITIAL;
}

/** A copy whose own fields and whose content's may be changed. */
export function copyOfVersion(state: VersionState): VersionState {
  const copy = shallowCopy(state);
  copy.content = { ...state.content };
  return copy;
}

/** A copy whose own fields may be changed, but not what is in them. */
export function shallowCopy(state: VersionState): {
  -readonly [Field in keyof VersionState]: VersionState[Field];
} {
  // Field by field: a spread of a frozen object is slow, and this is done for every command.
  return {
    status: state.status,
    promptId: state.promptId,
    id: state.id,
    number: state.number,
    content: state.content,
    contentHash: state.contentHash,
    hashVersion: state.hashVersion,
    description: state.description,
    message: state.message,
    integrations: state.integrations,
    createdAt: state.createdAt,
    createdBy: state.createdBy,
    updatedAt: state.updatedAt,
    updatedBy: state.updatedBy,
    committedAt: state.committedAt,
    committedBy: state.committedBy,
    revision: state.revision,
  };
}

const INITIAL: VersionState = Object.freeze({
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
