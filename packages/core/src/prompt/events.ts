import type { AccessEvents } from "../access/events.ts";
import type { Permission } from "../access/grant.ts";
import type { EventOf } from "../decider.ts";
import type { RedactionEvents } from "../event-redacted.ts";
import type { WithoutPendingTimes } from "../recorded-at.ts";
import type { VersionState } from "../version/state.ts";
import type { Pin } from "./state.ts";

/** The details of a prompt. */
interface Details {
  /** 1 to 255 characters, in Unicode's normal form C. */
  readonly slug: string;
  /** 1 to 1,000 characters. */
  readonly name: string;
  /** Up to 10,000 characters; null for none. */
  readonly description: string | null;
  /** Whether it is marked as a favorite, for everyone in the tenant. */
  readonly starred: boolean;
}

/** Names a tag on a prompt. */
interface OfTag {
  /** A hash of key and value. */
  readonly id: string;
  /** 1 to 255 characters. */
  readonly key: string;
  /** Up to 255 characters; null for a tag without a value. */
  readonly value: string | null;
}

/** An event on what is live in an environment. */
interface OfEnvironment {
  /** The name of the environment. */
  readonly environment: string;
}

/** What can happen to a prompt, by the type of the event. */
export interface PromptEvents extends Pick<AccessEvents, "AccessGranted" | "AccessRevoked">, RedactionEvents {
  /** A prompt came to be. */
  readonly PromptCreated: Pick<Details, "slug" | "name" | "description"> & {
    /** The id of the new prompt. */
    readonly promptId: string;
  };
  /** Details changed. Holds only the fields that changed. */
  readonly PromptEdited: Partial<Details>;
  /** A tag was put on, or its color changed. */
  readonly PromptTagged: OfTag & {
    /** `#` and six hexadecimal digits. */
    readonly color: string;
    /** The permissions that grants on the tag can give here: those that the actor could grant (rule X11). Absent: all. */
    readonly grantablePermissions?: readonly Permission[];
  };
  /** A tag was taken off. */
  readonly PromptUntagged: OfTag;
  /** The pointer of an environment moved. */
  readonly VersionDeployed: Pin &
    OfEnvironment & {
      /** What was live there before. */
      readonly replaces: Pin | null;
      /** The environment whose deployment this copies. Present if it was promoted from there. */
      readonly promotedFrom?: string;
      /** Present if this returned to an earlier deployment. */
      readonly rollback?: true;
      /** The version as it was pinned, where the numbered slot is no longer at that revision. A time that is left out is this event's. */
      readonly snapshot?: WithoutPendingTimes<VersionState>;
    };
  /** Nothing is live in an environment any more. */
  readonly VersionUndeployed: Pin & OfEnvironment;
  /** The prompt was deleted; its history stays, and it can be restored. */
  readonly PromptDeleted: Pick<Details, "slug">;
  /** The prompt is back, with its versions and grants, without its deployments. */
  readonly PromptRestored: Pick<Details, "slug">;
}

/** What can happen to a prompt. */
export type PromptEvent<Type extends keyof PromptEvents = keyof PromptEvents> = EventOf<PromptEvents, Type>;
