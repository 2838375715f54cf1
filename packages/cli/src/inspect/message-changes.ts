import type { JsonObject, JsonValue } from "@promptledger/core";
import { isJsonObject } from "@promptledger/core";

/** A field that differs, by its name. */
export interface ShownChange {
  readonly field: string;
  /** Undefined, or null for a field of the content, if it is absent. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * What differs between two lists of messages and the text of the messages does not show: names, tool calls and all other fields but role and
 * content, and contents that differ in more than their text.
 */
export function hiddenMessageChanges({ before, after }: ShownChange): readonly ShownChange[] {
  const [left, right] = [messagesIn(before), messagesIn(after)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => index).flatMap((index) =>
    changesOf(left[index] ?? {}, right[index] ?? {}).map((change) => ({
      ...change,
      field: `messages[${index}].${change.field}`,
    })),
  );
}

function messagesIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one: JsonValue) => isJsonObject(one)) : [];
}

function changesOf(before: JsonObject, after: JsonObject): readonly ShownChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
    const [left, right] = [before[field], after[field]];
    if (field === "role" || JSON.stringify(left) === JSON.stringify(right)) return [];
    return field === "content" && isShownByText(left, right) ? [] : [{ field, before: left, after: right }];
  });
}

/** Whether the text shows how these contents differ: they differ in their text, and in nothing else. */
function isShownByText(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  const [left, right] = [partsOf(before), partsOf(after)];
  return left.shape === right.shape && left.text !== right.text;
}

/** A content apart: its text, and all that is left without it. A content that is absent has no text, as an empty one. */
function partsOf(content: JsonValue | undefined): { readonly text: string; readonly shape: string } {
  if (content === undefined || typeof content === "string") return { text: content ?? "", shape: "text" };
  if (!Array.isArray(content)) return { text: "", shape: JSON.stringify(content) };
  const blocks = content.map((block: JsonValue) =>
    isJsonObject(block) && typeof block["text"] === "string"
      ? { text: block["text"], shape: { ...block, text: "" } }
      : { text: null, shape: block },
  );
  const text = blocks.flatMap((block) => block.text ?? []).join("\n");
  return { text, shape: JSON.stringify(blocks.map(({ shape }) => shape)) };
}
