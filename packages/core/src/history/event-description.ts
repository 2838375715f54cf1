import type { JsonObject, JsonValue } from "../validation/json.ts";

/** What an event changed, in words and as data. */
export interface EventDescription {
  /** What happened, without who did it, on one line: `deployed version 3 to production (was version 2)`. */
  readonly phrase: string;
  /** What the event changed, as it was before: numbers, slugs, names, permissions, fields. Null where there was nothing, or where it is not known. */
  readonly from: JsonObject | null;
  /** The same as it was after. Null where nothing is left. */
  readonly to: JsonObject | null;
}

/** The longest text that a phrase quotes. The data has it whole. */
const MAXIMUM_QUOTE = 200;

/** A text in quotation marks on one line, cut if it is long. */
export function quoted(text: string): string {
  const line = oneLine(text);
  const characters = line.length > MAXIMUM_QUOTE ? [...line] : [];
  return `"${characters.length > MAXIMUM_QUOTE ? `${characters.slice(0, MAXIMUM_QUOTE).join("")}…` : line}"`;
}

/** A text with its line breaks and tabs as spaces. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** Texts as English lists them: `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
}

/** Values of fields as data. Absent ones are null, so that every field that changed is there. */
export function valuesOf(fields: readonly string[], values: object): JsonObject {
  const named = values as { readonly [field: string]: JsonValue | undefined };
  return Object.fromEntries(
    fields.map((field) => [field, Object.hasOwn(named, field) ? (named[field] ?? null) : null]),
  );
}
