import type { JsonValue } from "../validation/json.ts";
import type { Content, ContentChanges } from "./content.ts";

/** The messages of a content as one template: all their texts, strings and text blocks, joined by blank lines (rule X10). */
export function templateText({ messages = [] }: Content): string {
  return messages
    .flatMap(({ content }) => textsOf(content))
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The content for a template: one user message, with variables as `${name}` (rule X10). */
export function contentOfText(text: string): ContentChanges {
  return { messages: [{ role: "user", content: text }], templateSyntax: "dollar" };
}

/**
 * The changes that make a text the template of a content. The syntax and the role of a single message stay. The same text changes nothing, so
 * that several messages stay separate (rule X10).
 */
export function changesToText(content: Content, text: string): ContentChanges {
  if (content.messages !== undefined && templateText(content) === text) return {};
  const [only, ...others] = content.messages ?? [];
  const role = only === undefined || others.length > 0 ? "user" : only.role;
  return { messages: [{ role, content: text }] };
}

/** The changes that set the response format to text or JSON. A schema stays, because it is JSON too (rule X10). */
export function changesToFormat(content: Content, format: "text" | "json"): ContentChanges {
  if (formatOf(content) === format) return {};
  return { responseFormat: { type: format === "json" ? "json_object" : "text" } };
}

/** The kind of answer that a content asks for: `json` means `json_object` or `json_schema`; null if it does not say (rule X10). */
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
