import type { JsonValue } from "../validation/json.ts";
import { sameJson } from "../validation/same-json.ts";
import type { Content, ContentField } from "../version/content.ts";
import { CONTENT_FIELDS } from "../version/content.ts";
import type { LineChange, LineChanges } from "./line-changes.ts";
import { lineChanges } from "./line-changes.ts";
import type { PathChange } from "./path-changes.ts";
import { unifiedDiff } from "./unified-diff.ts";
import type { Comparable } from "./version-structure.ts";
import { changesOf, restOf } from "./version-structure.ts";
import type { WordChange } from "./word-changes.ts";
import { wordChanges } from "./word-changes.ts";

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
  /** The same text, word by word where lines were replaced by others. Where too many words differ, the lines are removed and added as a whole. */
  readonly words: readonly WordChange[];
  /**
   * Settings, variables, tools, schemas, and whatever of the messages is not text, place by place; then description, integrations and commit message.
   * The order of keys does not matter here.
   */
  readonly changes: readonly PathChange[];
  /** All of it as a unified diff, as `git diff` prints it: the text of the messages, and the rest as JSON. Empty if nothing differs. */
  readonly unified: string;
  /**
   * Whether the texts differ too much to be compared line by line: in more than 500 lines, or with more than 20,000 lines of both between the first
   * and the last difference. Then `text` removes and adds what differs as a whole.
   */
  readonly coarse: boolean;
}

/** Compares two versions field by field, their messages line by line and word by word, and everything else place by place. */
export function diffVersions(from: Comparable, to: Comparable): VersionDiff {
  const fields = CONTENT_FIELDS.flatMap(([field]) => changeOf(field, from.content[field], to.content[field]));
  const before = textOf(from.content);
  const after = textOf(to.content);
  const { changes: text, coarse } = linesBetween(before, after);
  const rest = linesBetween(restOf(from), restOf(to));
  return {
    from: from.number,
    to: to.number,
    sameContent: fields.length === 0,
    fields: [...fields, ...changeOf("description", from.description, to.description)],
    text,
    words: wordChanges(text),
    changes: changesOf(from, to),
    unified: unifiedDiff(
      [
        { name: "messages", changes: text },
        { name: "settings.json", changes: rest.changes },
      ],
      `version ${from.number}`,
      `version ${to.number}`,
    ),
    coarse,
  };
}

const SAME: LineChanges = { changes: [], coarse: false };

function linesBetween(before: string, after: string): LineChanges {
  return before === after ? SAME : lineChanges(before, after);
}

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
  return sameJson(left, right) ? [] : [{ field, before: left, after: right }];
}
