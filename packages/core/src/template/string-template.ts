import type { JsonObject } from "../validation/json.ts";
import { own } from "../validation/own.ts";

/** What stands between `${` and the next `}` of the same line, whatever it is. */
const PLACEHOLDER = /\$\{(.*?)\}/gu;

/** The names between `${` and `}` in a text, as written, each once, in the order in which they first appear; blank ones are none. */
export function templateNames(text: string): readonly string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  return [...new Set(names.filter((name) => name.trim() !== ""))];
}

/**
 * A text with its `${name}` replaced, by the rules of Orkes' own templates: a name without a value, or with null, stays as it is
 * written; strings and numbers appear as they are, all else as JSON; what a value holds is not looked through again.
 */
export function fillTemplate(text: string, values: JsonObject): string {
  return text.replace(PLACEHOLDER, (written, name: string) => {
    const value = own(values, name) ?? null;
    if (value === null) return written;
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}
