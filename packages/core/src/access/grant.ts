/** A permission on a prompt or an integration. Commit, deploy and restore need UPDATE; resolve needs EXECUTE. */
export type Permission = "READ" | "CREATE" | "UPDATE" | "DELETE" | "EXECUTE";

/** All permissions. The creator of a prompt or an integration gets them. */
export const PERMISSIONS: readonly Permission[] = ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"];

/** Who a grant is for. A `tag` means every subject with the permission on that tag. */
export interface Subject {
  /** What the id names. */
  readonly type: "user" | "group" | "role" | "application" | "tag";
  /** 1 to 255 characters: the id of an actor, the name of a group or role, or `key` or `key:value` of a tag. */
  readonly id: string;
}

/** The permissions of a subject on a target. */
export interface Grant {
  /** Who gets the permissions. */
  readonly subject: Subject;
  /** At least one. The ledger returns them in the order of {@link PERMISSIONS}. */
  readonly permissions: readonly Permission[];
}

/** The target of a grant that is not a prompt: every prompt with a tag (`key` or `key:value`), an integration or one of its models, or everything. */
export type AccessTarget =
  | {
      /** Every prompt with this tag: `key` or `key:value`. */
      readonly tag: string;
    }
  | {
      /** The name of an integration. A grant on it holds for its models too. */
      readonly integration: string;
      /** One model of it. Default: the integration with all its models. */
      readonly model?: string;
    }
  | {
      /** Everything in the tenant. */
      readonly tenant: true;
    };

/** Everything in the tenant. */
export const WHOLE_TENANT: AccessTarget = Object.freeze({ tenant: true });

/** Whether two subjects are the same. */
export function sameSubject(left: Subject, right: Subject): boolean {
  return left.type === right.type && left.id === right.id;
}

/** The permissions of a subject among grants, in the order of {@link PERMISSIONS}. */
function permissionsOf(grants: readonly Grant[], subject: Subject): readonly Permission[] {
  return grants.find((grant) => sameSubject(grant.subject, subject))?.permissions ?? [];
}

/** The permissions of a subject after these are added. Null if nothing changes. */
export function given(
  grants: readonly Grant[],
  { subject, permissions }: Grant,
): readonly Permission[] | null {
  const held = permissionsOf(grants, subject);
  const holds = PERMISSIONS.filter((one) => held.includes(one) || permissions.includes(one));
  return holds.length === held.length ? null : holds;
}

/** The permissions that a subject loses. Null if it has none of them. */
export function taken(
  grants: readonly Grant[],
  { subject, permissions }: Grant,
): readonly Permission[] | null {
  const lost = permissionsOf(grants, subject).filter((one) => permissions.includes(one));
  return lost.length === 0 ? null : lost;
}

/** A target as a unique string. */
export function targetText(target: AccessTarget): string {
  if ("tag" in target) return `tag ${target.tag}`;
  if ("tenant" in target) return "tenant";
  return target.model === undefined
    ? `integration ${target.integration}`
    : `model ${modelName(target.integration, target.model)}`;
}

/** The name of a model as versions use it: `integration:model`. */
export function modelName(integration: string, model: string): string {
  return `${integration}:${model}`;
}
