import type { JsonValue } from "../validation/json.ts";
import type { Content, TemplateSyntax } from "../version/content.ts";

/** Finds the variables in a text. The first group is the name. */
const PATTERNS: { readonly [Syntax in TemplateSyntax]: RegExp } = {
  mustache: /\{\{\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\}\}/gu,
  dollar: /\$\{\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\}/gu,
  jinja: /\{\{\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*\}\}/gu,
};

/** The pattern for the variables of a syntax. Each call returns a new one. */
export function variablePattern(syntax: TemplateSyntax): RegExp {
  return new RegExp(PATTERNS[syntax]);
}

/** The names of the variables in the messages of a content, each once, in the order in which they first appear. */
export function variablesOf(content: Content): readonly string[] {
  const names = new Set<string>();
  const pattern = variablePattern(content.templateSyntax ?? "mustache");
  for (const text of textsOf(content.messages ?? [])) {
    for (const match of text.matchAll(pattern)) if (match[1] !== undefined) names.add(match[1]);
  }
  return [...names];
}

function* textsOf(value: JsonValue | readonly JsonValue[]): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const entry of value) yield* textsOf(entry as JsonValue);
  else if (typeof value === "object" && value !== null)
    for (const entry of Object.values(value)) yield* textsOf(entry);
}
