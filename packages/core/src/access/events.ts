import type { AccessTarget, Permission, Subject } from "./grant.ts";

/** A subject's permissions were set to these: on the prompt in whose stream this stands, else on the target. */
export interface AccessGranted {
  readonly type: "AccessGranted";
  readonly data: {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
    readonly subject: Subject;
    readonly permissions: readonly Permission[];
  };
}

/** Permissions of a subject were taken away, on the prompt in whose stream this stands, else on the target; these are the ones that it has lost. */
export interface AccessRevoked {
  readonly type: "AccessRevoked";
  readonly data: {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
    readonly subject: Subject;
    readonly permissions: readonly Permission[];
  };
}

/** An application came to be: a caller that is no person, with roles and access keys. */
export interface ApplicationCreated {
  readonly type: "ApplicationCreated";
  readonly data: { readonly applicationId: string; readonly name: string };
}

/** An application was deleted, with its keys. */
export interface ApplicationDeleted {
  readonly type: "ApplicationDeleted";
  readonly data: { readonly applicationId: string };
}

/** An application was given a role, whose grants hold for it from now on. */
export interface RoleAdded {
  readonly type: "RoleAdded";
  readonly data: { readonly applicationId: string; readonly role: string };
}

/** A role was taken from an application. */
export interface RoleRemoved {
  readonly type: "RoleRemoved";
  readonly data: { readonly applicationId: string; readonly role: string };
}

/** What can happen in a tenant's stream `access`. */
export type AccessEvent =
  | AccessGranted
  | AccessRevoked
  | ApplicationCreated
  | ApplicationDeleted
  | RoleAdded
  | RoleRemoved;
