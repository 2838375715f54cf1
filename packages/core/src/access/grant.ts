/** What one may do with a prompt: commit, deploy and restore need UPDATE, resolve needs EXECUTE. */
export type Permission = "READ" | "CREATE" | "UPDATE" | "DELETE" | "EXECUTE";

/** All permissions, which the creator of a prompt is given. */
export const PERMISSIONS: readonly Permission[] = ["READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"];

/** Who a grant is for. */
export interface Subject {
  readonly type: "user" | "group" | "role" | "application" | "tag";
  readonly id: string;
}

/** What a subject may do with one prompt. */
export interface Grant {
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
}

/** Whether two subjects are the same. */
export function sameSubject(left: Subject, right: Subject): boolean {
  return left.type === right.type && left.id === right.id;
}
