import { LedgerError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import type { Content, Message } from "../version/content.ts";
import { variablePattern } from "./variables.ts";

/** Replaces variables in the messages of a content. A host that needs all of Jinja passes its own renderer. */
export interface Renderer {
  /** The messages with every variable replaced. Throws `variable-missing` or `template-invalid`. */
  render(content: Content, values: JsonObject): readonly Message[];
}

/**
 * The default renderer, without a template engine. It replaces `{{name}}` or `${name}` in every string of the messages by the given value, or by
 * the version's default. Values that are not strings become JSON. Values are not rendered again. From Jinja it accepts only plain
 * `{{ name }}`; it refuses blocks, comments and filters, so that they are not sent to a model.
 */
export const plainRenderer: Renderer = {
  render(content, values) {
    const syntax = content.templateSyntax ?? "mustache";
    const pattern = variablePattern(syntax);
    const replace = (text: string): string => {
      if (syntax === "jinja") refuseLogic(text);
      return text.replace(pattern, (_match, name: string) => valueText(name, content, values));
    };
    return (content.messages ?? []).map((message) => renderValue(message, replace) as Message);
  },
};

function renderValue(value: JsonValue, replace: (text: string) => string): JsonValue {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((entry: JsonValue) => renderValue(entry, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, key === "role" ? entry : renderValue(entry, replace)]),
  );
}

function valueText(name: string, content: Content, values: JsonObject): string {
  const value = own(values, name) ?? own(content.variables ?? {}, name);
  if (value === undefined) {
    throw new LedgerError(
      "variable-missing",
      `the template names the variable ${name}; give it a value, or the version a default for it`,
    );
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

const PLAIN = /\{\{\s*[\p{L}_][\p{L}\p{N}_.-]*\s*\}\}/gu;

function refuseLogic(text: string): void {
  const rest = text.replace(PLAIN, "");
  if (!/\{\{|\{%|\{#/u.test(rest)) return;
  throw new LedgerError(
    "template-invalid",
    "the template uses Jinja's blocks, comments, filters or expressions; pass createLedger a renderer that knows them",
  );
}
