/** What one may do with a prompt or an integration: commit, deploy and restore need UPDATE, resolve needs EXECUTE. */
export type Permission = "READ" | "CREATE" | "UPDATE" | "DELETE" | "EXECUTE";

/** All permissions, which the creator of a prompt or an integration is given. */
export const PERMISSIONS: readonly Permission[] = ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"];

/** Who a grant is for. A `tag` stands for whoever was granted the permission on that tag. */
export interface Subject {
  readonly type: "user" | "group" | "role" | "application" | "tag";
  readonly id: string;
}

/** What a subject may do with a prompt, an integration, a tag's prompts or the whole tenant. */
export interface Grant {
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
}

/** What a grant can be on beside a single prompt: every prompt with a tag (`key` or `key:value`), an integration or one of its models, everything. */
export type AccessTarget =
  | { readonly tag: string }
  | { readonly integration: string; readonly model?: string }
  | { readonly tenant: true };

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

/** The permissions that a subject has once these are given too; null where that changes nothing. */
export function given(
  grants: readonly Grant[],
  { subject, permissions }: Grant,
): readonly Permission[] | null {
  const held = permissionsOf(grants, subject);
  const holds = PERMISSIONS.filter((one) => held.includes(one) || permissions.includes(one));
  return holds.length === held.length ? null : holds;
}

/** Those of the permissions that a subject has, and loses; null where it has none of them. */
export function taken(
  grants: readonly Grant[],
  { subject, permissions }: Grant,
): readonly Permission[] | null {
  const lost = permissionsOf(grants, subject).filter((one) => permissions.includes(one));
  return lost.length === 0 ? null : lost;
}

/** A target as one string: the same for the same target, different for different ones. */
export function targetText(target: AccessTarget): string {
  if ("tag" in target) return `tag ${target.tag}`;
  if ("tenant" in target) return "tenant";
  return target.model === undefined
    ? `integration ${target.integration}`
    : `model ${modelName(target.integration, target.model)}`;
}

/** A model of an integration, as versions name it: `integration:model`. */
export function modelName(integration: string, model: string): string {
  return `${integration}:${model}`;
}
