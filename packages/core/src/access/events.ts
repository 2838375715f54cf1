import type { EventOf } from "../decider.ts";
import type { ResourceTag } from "../integration/resource-tag.ts";
import type { KeyOwner } from "./commands.ts";
import type { AccessTarget, Permission, Subject } from "./grant.ts";

/** What can happen in a tenant's stream `access`, by the type of the event. */
export interface AccessEvents {
  /** A subject's permissions were set to these: on the prompt in whose stream this stands, else on the target. */
  readonly AccessGranted: {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
    readonly subject: Subject;
    readonly permissions: readonly Permission[];
  };
  /** Permissions of a subject were taken away, on the prompt in whose stream this stands, else on the target; these are the ones that it has lost. */
  readonly AccessRevoked: {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
    readonly subject: Subject;
    readonly permissions: readonly Permission[];
  };
  /** An application came to be: a caller that is no person, with roles and access keys. */
  readonly ApplicationCreated: { readonly applicationId: string; readonly name: string };
  /** An application got another name. */
  readonly ApplicationRenamed: { readonly applicationId: string; readonly name: string };
  /** An application was tagged. Only the tags that it did not have are here. */
  readonly ApplicationTagged: { readonly applicationId: string; readonly tags: readonly ResourceTag[] };
  /** Tags were taken off an application. Only those that it had are here. */
  readonly ApplicationUntagged: { readonly applicationId: string; readonly tags: readonly ResourceTag[] };
  /** An application was deleted, with its keys. */
  readonly ApplicationDeleted: { readonly applicationId: string };
  /** An application was given a role, whose grants hold for it from now on. */
  readonly RoleAdded: { readonly applicationId: string; readonly role: string };
  /** A role was taken from an application. */
  readonly RoleRemoved: { readonly applicationId: string; readonly role: string };
  /** An API key was made, with which its actor can call. The key's secret is nowhere in the log. */
  readonly KeyCreated: KeyOwner & { readonly keyId: string };
  /** An API key was enabled again. */
  readonly KeyEnabled: { readonly keyId: string; readonly actorId: string };
  /** An API key was disabled: neither it nor a token made from it works until it is enabled again. */
  readonly KeyDisabled: { readonly keyId: string; readonly actorId: string };
  /** An API key was revoked. The keys of an application that is deleted end with it, without this event. */
  readonly KeyRevoked: { readonly keyId: string; readonly actorId: string };
  /** The name and e-mail of a person were erased from the actor directory. Events never held them. */
  readonly ActorErased: { readonly actorId: string };
}

/** What can happen in a tenant's stream `access`. */
export type AccessEvent<Type extends keyof AccessEvents = keyof AccessEvents> = EventOf<AccessEvents, Type>;
