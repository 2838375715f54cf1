import type { JsonObject, JsonValue } from "../validation/json.ts";
import type { Content, ContentField, Message, TemplatedPart } from "../version/content.ts";
import type { Compiling, Path } from "./compile-text.ts";
import { compileText, noteFlaws, readText } from "./compile-text.ts";
import { unknownType } from "./declaration.ts";
import { comparedName, namesAreVerbatim } from "./names.ts";
import type { Renderer } from "./renderer.ts";
import { slotCollector } from "./slots.ts";
import type { Template, TemplateNode } from "./template.ts";

/** The role of a message in whose place a list of messages is inserted. */
const HISTORY_ROLE = "placeholder";

/** The fields of each part of a content that a version can opt in. */
const FIELDS_OF: { readonly [Part in TemplatedPart]: readonly ContentField[] } = {
  tools: ["tools", "toolChoice"],
  schemas: ["responseFormat", "jsonSchema"],
};

/**
 * Compiles the templates of a content: every string of its messages except their roles, and of the parts that it opts in. Takes time in
 * proportion to the content.
 */
export function compile(content: Content, renderer: Renderer | null): Template {
  const syntax = content.templateSyntax ?? "mustache";
  const compiling: Compiling = { syntax, renderer, slots: slotCollector(content), faults: [] };
  const messages = (content.messages ?? []).map((message, index) =>
    compileMessage(compiling, message, ["messages", index]),
  );
  const fields = (content.templatedParts ?? [])
    .flatMap((part) => FIELDS_OF[part])
    .flatMap((field): Template["fields"] => {
      const value: unknown = content[field];
      return value === undefined ? [] : [[field, compileValue(compiling, value as JsonValue, [field], true)]];
    });
  noteUnknownTypes(compiling, content.variables ?? {});
  const { list, slotOf, roots } = compiling.slots;
  const {
    messages: _messages,
    variables = {},
    templateSyntax: _syntax,
    templatedParts: _parts,
    ...rest
  } = content;
  return {
    slots: list,
    slotOf,
    roots,
    isVerbatim: namesAreVerbatim(syntax),
    declared: variables,
    rest,
    messages,
    fields,
    faults: compiling.faults,
  };
}

/** Notes the variables of the templates whose type is none. Those that no template has are not looked at: their entries reach no model. */
function noteUnknownTypes(compiling: Compiling, variables: JsonObject): void {
  const { slotOf, roots } = compiling.slots;
  for (const [name, entry] of Object.entries(variables)) {
    const type = unknownType(entry);
    const used = comparedName(compiling.syntax, name);
    if (type === null || !(slotOf.has(used) || roots.has(used))) continue;
    const reason =
      'is no type; use string, number, boolean, json, image_url or messages. A default with a key _type is { _type: "json", value: ... }';
    noteFlaws(
      compiling,
      type,
      ["variables", name, "_type"],
      [{ offset: 0, text: type.slice(0, 40), reason }],
    );
  }
}

function compileMessage(compiling: Compiling, message: Message, path: Path): TemplateNode {
  if (message.role === HISTORY_ROLE)
    return compileHistory(compiling, message["content"], [...path, "content"]);
  return compileObject(compiling, message, path, false, "role");
}

function compileHistory(compiling: Compiling, content: JsonValue | undefined, path: Path): TemplateNode {
  const text = typeof content === "string" ? content.trim() : "";
  const read = readText(compiling, text, path);
  const [only, ...others] = read !== null && "parts" in read ? read.parts : [];
  if (typeof only === "object" && others.length === 0)
    return { type: "history", slot: compiling.slots.named(only.name, { isHistory: true }) };
  const reason = `the content of a message with the role ${HISTORY_ROLE} is one variable, which stands for a list of messages`;
  noteFlaws(compiling, text, path, [{ offset: 0, text: text.slice(0, 40), reason }]);
  return { type: "list", items: [] };
}

function compileValue(
  compiling: Compiling,
  value: JsonValue,
  path: Path,
  takesValues: boolean,
): TemplateNode {
  if (typeof value === "string") return compileText(compiling, value, path, takesValues);
  if (typeof value !== "object" || value === null) return { type: "constant", value };
  if (!Array.isArray(value)) return compileObject(compiling, value as JsonObject, path, takesValues);
  const items = value.map((item: JsonValue, index) =>
    compileValue(compiling, item, [...path, index], takesValues),
  );
  return { type: "list", items };
}

/** Compiles the values of an object, except that of one key, which is taken as it is. */
function compileObject(
  compiling: Compiling,
  base: JsonObject,
  path: Path,
  takesValues: boolean,
  verbatim?: string,
): TemplateNode {
  const entries: (readonly [string, TemplateNode])[] = [];
  for (const [key, value] of Object.entries(base)) {
    if (key === verbatim) continue;
    const node = compileValue(compiling, value, [...path, key], takesValues);
    if (node.type !== "constant" || node.value !== value) entries.push([key, node]);
  }
  // A copy: engines spread frozen objects, which contents are, several times as slowly.
  return { type: "object", base: { ...base }, entries };
}
