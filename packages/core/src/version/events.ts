import type { EventOf } from "../decider.ts";
import type { Content, ContentChanges } from "./content.ts";
import type { IntegrationModel } from "./state.ts";

/** What can happen to a version, by the type of the event. */
export interface VersionEvents {
  /** A version came to be, as a draft. */
  readonly VersionCreated: {
    readonly promptId: string;
    readonly versionId: string;
    readonly number: number;
    readonly content: Content;
    readonly description: string | null;
    readonly integrations: readonly IntegrationModel[];
  };
  /** A version's content (of a draft only), description or integrations changed. Holds only the fields that changed. */
  readonly VersionEdited: {
    readonly number: number;
    readonly changes: ContentChanges;
    readonly description?: string | null;
    readonly integrations?: readonly IntegrationModel[];
  };
  /** A draft's content was frozen. */
  readonly VersionCommitted: {
    readonly number: number;
    readonly contentHash: string;
    readonly hashVersion: number;
    readonly message: string | null;
  };
  /** A committed version was opened to be overwritten; the append that says so also edits and commits it again. */
  readonly VersionReopened: { readonly number: number; readonly mode: "replace" | "patch" };
  /** A version was deleted. */
  readonly VersionDeleted: { readonly number: number };
}

/** What can happen to a version. */
export type VersionEvent<Type extends keyof VersionEvents = keyof VersionEvents> = EventOf<
  VersionEvents,
  Type
>;
