import type { JsonValue } from "../validation/json.ts";
import type { Content, ContentField } from "../version/content.ts";
import { CONTENT_FIELDS } from "../version/content.ts";
import type { LineChange } from "./line-changes.ts";
import { lineChanges } from "./line-changes.ts";

/** One field that differs. */
export interface FieldChange {
  /** A field of the content, or the description of the version. */
  readonly field: ContentField | "description";
  /** Null if the field is absent. */
  readonly before: JsonValue;
  /** Null if the field is absent. */
  readonly after: JsonValue;
}

/** The differences between two versions. */
export interface VersionDiff {
  /** The number of the version whose values are `before`. */
  readonly from: number;
  /** The number of the version whose values are `after`. */
  readonly to: number;
  /** Whether the content is the same. Description and commit message are not part of it. */
  readonly sameContent: boolean;
  /** Each field that differs, in the order of {@link CONTENT_FIELDS}; the description is last. */
  readonly fields: readonly FieldChange[];
  /** The text of all messages, line by line; empty if it is the same. */
  readonly text: readonly LineChange[];
  /**
   * Whether the texts differ too much to be compared line by line: in more than 500 lines, or with more than 20,000 lines of both between the first
   * and the last difference. Then `text` removes and adds what differs as a whole.
   */
  readonly coarse: boolean;
}

/** What of a version is compared. */
export interface Comparable {
  readonly number: number;
  readonly content: Content;
  readonly description: string | null;
}

/** Compares two versions field by field, and their messages line by line. */
export function diffVersions(from: Comparable, to: Comparable): VersionDiff {
  const fields = CONTENT_FIELDS.flatMap(([field]) => changeOf(field, from.content[field], to.content[field]));
  const before = textOf(from.content);
  const after = textOf(to.content);
  const { changes, coarse } = before === after ? SAME : lineChanges(before, after);
  return {
    from: from.number,
    to: to.number,
    sameContent: fields.length === 0,
    fields: [...fields, ...changeOf("description", from.description, to.description)],
    text: changes,
    coarse,
  };
}

const SAME = { changes: [], coarse: false } as const;

/** The messages as one text: each one's role, and its strings and text blocks. */
export function textOf(content: Content): string {
  return (content.messages ?? [])
    .map((message) => `[${message.role}]\n${contentText(message["content"])}\n`)
    .join("\n");
}

function contentText(content: JsonValue | undefined): string {
  if (content === undefined || content === null) return "";
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return JSON.stringify(content, null, 2);
  return content.map((block: JsonValue) => blockText(block)).join("\n");
}

function blockText(block: JsonValue): string {
  if (typeof block === "string") return block;
  if (typeof block === "object" && block !== null && "text" in block && typeof block["text"] === "string")
    return block["text"];
  return JSON.stringify(block, null, 2);
}

function changeOf(field: FieldChange["field"], before: unknown, after: unknown): readonly FieldChange[] {
  const left = (before ?? null) as JsonValue;
  const right = (after ?? null) as JsonValue;
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [{ field, before: left, after: right }];
}
