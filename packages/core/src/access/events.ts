import type { EventOf } from "../decider.ts";
import type { RedactionEvents } from "../event-redacted.ts";
import type { ResourceTag } from "../integration/resource-tag.ts";
import type { KeyOwner } from "./commands.ts";
import type { AccessTarget, Grant } from "./grant.ts";

/** An event on an application. */
interface OfApplication {
  /** The id of the application. */
  readonly applicationId: string;
}

/** An event that gives an application its name. */
interface NamedApplication extends OfApplication {
  /** 1 to 255 characters. */
  readonly name: string;
}

/** An event on tags of an application. */
interface TagsOfApplication extends OfApplication {
  /** At least one. */
  readonly tags: readonly ResourceTag[];
}

/** An event on a role of an application. */
interface OfRole extends OfApplication {
  /** The name of the role, as grants to it have it. */
  readonly role: string;
}

/** An event on an API key. */
interface OfKey extends OfActor {
  /** The id of the key. Not secret. */
  readonly keyId: string;
}

/** An event on an actor. */
interface OfActor {
  /** The id of the actor; for an application, `app:` followed by its id. */
  readonly actorId: string;
}

/** What can happen in a tenant's stream `access`, by the type of the event. */
export interface AccessEvents extends RedactionEvents {
  /** A subject's permissions were set to these: on the prompt in whose stream this stands, else on the target. */
  readonly AccessGranted: Grant & {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
  };
  /** Permissions of a subject were taken away, on the prompt in whose stream this stands, else on the target; these are the ones that it has lost. */
  readonly AccessRevoked: Grant & {
    /** Absent in a prompt's stream. */
    readonly target?: AccessTarget;
  };
  /** An application came to be: a caller that is no person, with roles and access keys. */
  readonly ApplicationCreated: NamedApplication;
  /** An application got another name. */
  readonly ApplicationRenamed: NamedApplication;
  /** An application was tagged. Only the tags that it did not have are here. */
  readonly ApplicationTagged: TagsOfApplication;
  /** Tags were taken off an application. Only those that it had are here. */
  readonly ApplicationUntagged: TagsOfApplication;
  /** An application was deleted, with its keys. */
  readonly ApplicationDeleted: OfApplication;
  /** An application was given a role, whose grants hold for it from now on. */
  readonly RoleAdded: OfRole;
  /** A role was taken from an application. */
  readonly RoleRemoved: OfRole;
  /** An API key was made, with which its actor can call. The key's secret is nowhere in the log. */
  readonly KeyCreated: KeyOwner & OfKey;
  /** An API key was enabled again. */
  readonly KeyEnabled: OfKey;
  /** An API key was disabled: neither it nor a token made from it works until it is enabled again. */
  readonly KeyDisabled: OfKey;
  /** An API key was revoked. The keys of an application that is deleted end with it, without this event. */
  readonly KeyRevoked: OfKey;
  /** The name and e-mail of a person were erased from the actor directory. Events never held them. */
  readonly PersonErased: OfActor;
}

/** What can happen in a tenant's stream `access`. */
export type AccessEvent<Type extends keyof AccessEvents = keyof AccessEvents> = EventOf<AccessEvents, Type>;
