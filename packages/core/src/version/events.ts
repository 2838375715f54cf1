import type { EventOf } from "../decider.ts";
import type { Content, ContentChanges } from "./content.ts";
import type { IntegrationModel } from "./state.ts";

/** An event on a version. */
interface OfVersion {
  /** The number of the version in its prompt. */
  readonly number: number;
}

/** What a commit does not freeze. */
interface Notes {
  /** Up to 10,000 characters; null for none. */
  readonly description: string | null;
  /** The models that the version is for, each `integration:model`. */
  readonly integrations: readonly IntegrationModel[];
}

/** What can happen to a version, by the type of the event. */
export interface VersionEvents {
  /** A version came to be, as a draft. */
  readonly VersionCreated: OfVersion &
    Notes & {
      /** The id of its prompt. */
      readonly promptId: string;
      /** `pv_` and a ULID. */
      readonly versionId: string;
      /** What it begins with; it can be edited until it is committed. */
      readonly content: Content;
    };
  /** A version's content (of a draft only), description or integrations changed. Holds only the fields that changed. */
  readonly VersionEdited: OfVersion &
    Partial<Notes> & {
      /** The fields of the content that changed; null for those that were removed. */
      readonly changes: ContentChanges;
    };
  /** A draft's content was frozen. */
  readonly VersionCommitted: OfVersion & {
    /** The SHA-256 of the content, in lower-case hexadecimal. */
    readonly contentHash: string;
    /** The version of the algorithm that made `contentHash`. */
    readonly hashVersion: number;
    /** Up to 5,000 characters; null for none. */
    readonly message: string | null;
  };
  /** A committed version was opened to be overwritten; the append that says so also edits and commits it again. */
  readonly VersionReopened: OfVersion & {
    /** `replace` begins a new record, with a new author; `patch` keeps what is not overwritten. */
    readonly mode: "replace" | "patch";
  };
  /** A version was deleted. */
  readonly VersionDeleted: OfVersion;
}

/** What can happen to a version. */
export type VersionEvent<Type extends keyof VersionEvents = keyof VersionEvents> = EventOf<
  VersionEvents,
  Type
>;
