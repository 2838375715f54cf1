import type { AccessEvents } from "../access/events.ts";
import type { Permission } from "../access/grant.ts";
import type { EventOf } from "../decider.ts";
import type { WithoutPendingTimes } from "../recorded-at.ts";
import type { VersionState } from "../version/state.ts";
import type { Pin } from "./state.ts";

/** What can happen to a prompt, by the type of the event. */
export interface PromptEvents extends Pick<AccessEvents, "AccessGranted" | "AccessRevoked"> {
  /** A prompt came to be. */
  readonly PromptCreated: {
    readonly promptId: string;
    readonly slug: string;
    readonly name: string;
    readonly description: string | null;
  };
  /** Details changed. Holds only the fields that changed. */
  readonly PromptEdited: {
    readonly name?: string;
    readonly description?: string | null;
    readonly slug?: string;
    readonly starred?: boolean;
  };
  /** A tag was put on, or its color changed. */
  readonly PromptTagged: {
    readonly id: string;
    readonly key: string;
    readonly value: string | null;
    readonly color: string;
    /** The permissions that grants on the tag can give here: those that the actor could grant (rule X11). Absent: all. */
    readonly grantablePermissions?: readonly Permission[];
  };
  /** A tag was taken off. */
  readonly PromptUntagged: { readonly id: string; readonly key: string; readonly value: string | null };
  /** The pointer of an environment moved. */
  readonly VersionDeployed: Pin & {
    readonly environment: string;
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
  readonly VersionUndeployed: Pin & { readonly environment: string };
  /** The prompt was deleted; its history stays, and it can be restored. */
  readonly PromptDeleted: { readonly slug: string };
  /** The prompt is back, with its versions and grants, without its deployments. */
  readonly PromptRestored: { readonly slug: string };
}

/** What can happen to a prompt. */
export type PromptEvent<Type extends keyof PromptEvents = keyof PromptEvents> = EventOf<PromptEvents, Type>;
