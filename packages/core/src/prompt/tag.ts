import type { Grant, Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import type { Hasher } from "../ports/hasher.ts";

/** A tag on a prompt. Respan shows it as `key` or `key:value`. */
export interface Tag {
  /** A hash of key and value. It is the same on every prompt. */
  readonly id: string;
  /** 1 to 255 characters. */
  readonly key: string;
  /** Up to 255 characters; null for a tag without a value. */
  readonly value: string | null;
  /** Default: `#3B82F6`. */
  readonly color: string;
  /** The permissions that grants on the tag can give here: those that the actor could grant (rule X11). Absent: all. */
  readonly grantablePermissions?: readonly Permission[];
  /** When it was added to this prompt. UTC, in integer milliseconds. */
  readonly createdAt: number;
  /** When its color or permissions last changed here, or else when it was added. UTC, in integer milliseconds. */
  readonly updatedAt: number;
}

/** The default color of a tag. */
export const DEFAULT_TAG_COLOR = "#3B82F6";

/** The id of the tag with this key and value. */
export function tagId(key: string, value: string | null, hasher: Hasher): string {
  return `tag_${hasher.sha256(JSON.stringify([key, value])).slice(0, 24)}`;
}

/** A tag as one text: `key`, or `key:value`. */
export function tagName(tag: { readonly key: string; readonly value: string | null }): string {
  return tag.value === null ? tag.key : `${tag.key}:${tag.value}`;
}

/**
 * All grants on a prompt: its own, and one to each of its tags with the grantable permissions of the tag (rule X11). The filter `granted`
 * uses them, so that a catalog finds by tags what the policy allows.
 */
export function effectiveGrants({
  grants,
  tags,
}: {
  readonly grants: readonly Grant[];
  readonly tags: readonly Tag[];
}): readonly Grant[] {
  if (tags.length === 0) return grants;
  const byTag = tags.map((tag): Grant => {
    const subject = { type: "tag", id: tagName(tag) } as const;
    return { subject, permissions: tag.grantablePermissions ?? PERMISSIONS };
  });
  return [...grants, ...byTag];
}
