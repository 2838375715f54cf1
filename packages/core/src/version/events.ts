import type { Content, ContentChanges } from "./content.ts";
import type { IntegrationModel } from "./state.ts";

/** A version came to be, as a draft. */
export interface VersionCreated {
  readonly type: "VersionCreated";
  readonly data: {
    readonly promptId: string;
    readonly versionId: string;
    readonly number: number;
    readonly content: Content;
    readonly description: string | null;
    readonly integrations: readonly IntegrationModel[];
  };
}

/** A version's content (of a draft only), description or integrations changed; only what changed is told. */
export interface VersionEdited {
  readonly type: "VersionEdited";
  readonly data: {
    readonly number: number;
    readonly changes: ContentChanges;
    readonly description?: string | null;
    readonly integrations?: readonly IntegrationModel[];
  };
}

/** A draft's content was frozen. */
export interface VersionCommitted {
  readonly type: "VersionCommitted";
  readonly data: {
    readonly number: number;
    readonly contentHash: string;
    readonly hashVersion: number;
    readonly message: string | null;
  };
}

/** A committed version was opened to be overwritten; the append that says so also edits and commits it again. */
export interface VersionReopened {
  readonly type: "VersionReopened";
  readonly data: { readonly number: number; readonly mode: "replace" | "patch" };
}

/** A version was deleted. */
export interface VersionDeleted {
  readonly type: "VersionDeleted";
  readonly data: { readonly number: number };
}

/** What can happen to a version. */
export type VersionEvent =
  | VersionCreated
  | VersionEdited
  | VersionCommitted
  | VersionReopened
  | VersionDeleted;
