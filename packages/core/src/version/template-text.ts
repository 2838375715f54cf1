import type { JsonValue } from "../validation/json.ts";
import type { Content, ContentChanges } from "./content.ts";

/** A content's messages as one template: the texts of all of them, strings and text blocks, joined by a blank line (rule X10). */
export function templateText({ messages = [] }: Content): string {
  return messages
    .flatMap(({ content }) => textsOf(content))
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The content of a template alone: one message of the user, with its variables written `${name}` (rule X10). */
export function contentOfText(text: string): ContentChanges {
  return { messages: [{ role: "user", content: text }], templateSyntax: "dollar" };
}

/**
 * The changes that make a text the template of a content. The syntax and a single message's role stay; the text that is there already
 * changes nothing, so that several messages stay several (rule X10).
 */
export function changesToText(content: Content, text: string): ContentChanges {
  if (content.messages !== undefined && templateText(content) === text) return {};
  const [only, ...others] = content.messages ?? [];
  const role = only === undefined || others.length > 0 ? "user" : only.role;
  return { messages: [{ role, content: text }] };
}

/** The changes that make a content's response format text or JSON; a schema stays, for it is JSON as well (rule X10). */
export function changesToFormat(content: Content, format: "text" | "json"): ContentChanges {
  if (formatOf(content) === format) return {};
  return { responseFormat: { type: format === "json" ? "json_object" : "text" } };
}

/** What a content wants the model to answer: `json` stands for `json_object` and `json_schema`; null where it does not say (rule X10). */
export function formatOf({ responseFormat }: Content): "text" | "json" | null {
  const type = responseFormat?.["type"];
  if (type === "json_object" || type === "json_schema") return "json";
  return type === "text" ? "text" : null;
}

function textsOf(content: JsonValue | undefined): readonly string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block: JsonValue) => {
    if (typeof block !== "object" || block === null || !("type" in block) || block["type"] !== "text")
      return [];
    return typeof block["text"] === "string" ? [block["text"]] : [];
  });
}
