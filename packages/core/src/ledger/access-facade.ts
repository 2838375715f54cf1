import type { Actor } from "../access/actor.ts";
import type { AccessTarget, Grant, Permission } from "../access/grant.ts";
import type { ApplicationState, TargetGrants } from "../access/state.ts";
import type { PromptRef, TenantWriteOptions, WriteOptions } from "./options.ts";
import type { Prompt, Written } from "../read/views.ts";

/** What each permission comes to. */
export type Permissions = { readonly [Name in Permission]: boolean };

/** What a change of a grant answers: the prompt, or the target with its grants. */
export type GrantAnswer<Target> = Target extends PromptRef ? Prompt : TargetGrants;

/** What a change of a grant takes. */
export type GrantOptions<Target> = Target extends PromptRef ? WriteOptions : TenantWriteOptions;

/**
 * Grants: on a prompt, on all prompts with a tag, on an integration or one of its models, on the whole tenant. Giving or taking a permission
 * needs UPDATE there and that permission itself.
 */
export interface Access {
  /** Gives permissions, beside those that the subject has. */
  grant<Target extends PromptRef | AccessTarget>(
    target: Target,
    grant: Grant,
    options?: GrantOptions<Target>,
  ): Promise<Written<GrantAnswer<Target>>>;
  /** Takes permissions away. */
  revoke<Target extends PromptRef | AccessTarget>(
    target: Target,
    grant: Grant,
    options?: GrantOptions<Target>,
  ): Promise<Written<GrantAnswer<Target>>>;
  /** The grants on exactly this; needs READ on it. */
  grants(target: PromptRef | AccessTarget): Promise<readonly Grant[]>;
  /** What an actor may do with a target: oneself always, another needs READ on the whole tenant. On a tag: what a grant on it gives. */
  check(
    actor: Pick<Actor, "id" | "kind" | "memberOf">,
    target: PromptRef | AccessTarget,
  ): Promise<Permissions>;
  /** Throws `forbidden` unless one may do that. */
  require(permission: Permission, target: PromptRef | AccessTarget): Promise<void>;
}

/** An application: a caller that is no person. Its actor's id is `app:` and its own. */
export type Application = Omit<ApplicationState, "deleted">;

/** An access key of an application, without its secret. */
export interface AccessKey {
  readonly id: string;
  /** UTC, in integer milliseconds. */
  readonly createdAt: number;
}

/** Applications, their roles and their access keys. Writing needs UPDATE on the whole tenant, reading READ; `application-not-found` otherwise. */
export interface Applications {
  create(
    input: { readonly name: string; readonly id?: string },
    options?: TenantWriteOptions,
  ): Promise<Written<Application>>;
  get(id: string): Promise<Application>;
  /** All of them, ordered by id. */
  list(): Promise<readonly Application[]>;
  /** Deletes it, for good; its keys are no longer accepted. */
  delete(id: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  /** Grants to the role hold for it from now on; the role `ADMIN` needs none. */
  addRole(id: string, role: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  removeRole(id: string, role: string, options?: TenantWriteOptions): Promise<Written<Application>>;
  /** Makes a key, whose secret is shown this once. */
  createKey(id: string): Promise<AccessKey & { readonly secret: string }>;
  keys(id: string): Promise<readonly AccessKey[]>;
  /** Revokes a key; one that is not there is no error. */
  deleteKey(id: string, keyId: string): Promise<void>;
}
