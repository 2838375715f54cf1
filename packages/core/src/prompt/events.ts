import type { AccessGranted, AccessRevoked } from "../access/events.ts";
import type { Permission } from "../access/grant.ts";
import type { VersionState } from "../version/state.ts";
import type { Pin } from "./state.ts";

/** A prompt came to be. */
export interface PromptCreated {
  readonly type: "PromptCreated";
  readonly data: {
    readonly promptId: string;
    readonly slug: string;
    readonly name: string;
    readonly description: string | null;
  };
}

/** Details changed; only what changed is told. */
export interface PromptEdited {
  readonly type: "PromptEdited";
  readonly data: {
    readonly name?: string;
    readonly description?: string | null;
    readonly slug?: string;
    readonly starred?: boolean;
  };
}

/** A tag was put on, or its color changed. */
export interface PromptTagged {
  readonly type: "PromptTagged";
  readonly data: {
    readonly id: string;
    readonly key: string;
    readonly value: string | null;
    readonly color: string;
    /** The permissions that grants on the tag give here: those that who tagged could grant too (rule X11). Absent: all. */
    readonly grantablePermissions?: readonly Permission[];
  };
}

/** A tag was taken off. */
export interface PromptUntagged {
  readonly type: "PromptUntagged";
  readonly data: { readonly id: string; readonly key: string; readonly value: string | null };
}

/** The pointer of an environment moved. */
export interface VersionDeployed {
  readonly type: "VersionDeployed";
  readonly data: Pin & {
    readonly environment: string;
    /** What was live there before. */
    readonly replaces: Pin | null;
    /** Present when an earlier deployment was returned to. */
    readonly rollback?: true;
    /** The version as it was pinned, where the numbered slot is no longer at that revision. A time in it that is -1 is this event's. */
    readonly snapshot?: VersionState;
  };
}

/** Nothing is live in an environment any more. */
export interface VersionUndeployed {
  readonly type: "VersionUndeployed";
  readonly data: Pin & { readonly environment: string };
}

/** The prompt was deleted; its history stays, and it can be restored. */
export interface PromptDeleted {
  readonly type: "PromptDeleted";
  readonly data: { readonly slug: string };
}

/** The prompt is back, with its versions and grants, without its deployments. */
export interface PromptRestored {
  readonly type: "PromptRestored";
  readonly data: { readonly slug: string };
}

/** What can happen to a prompt. */
export type PromptEvent =
  | PromptCreated
  | PromptEdited
  | PromptTagged
  | PromptUntagged
  | VersionDeployed
  | VersionUndeployed
  | AccessGranted
  | AccessRevoked
  | PromptDeleted
  | PromptRestored;
