import { LedgerError } from "../errors.ts";
import type { VariablesMismatch } from "./bind.ts";

/** How many names of each kind a message shows. The details have all of them. */
const SHOWN = 20;

/** What differs between the values given and the variables of the template, in words; null if nothing does. */
export function mismatchText({ missing, unknown, mistyped }: VariablesMismatch): string | null {
  if (missing.length === 0 && unknown.length === 0 && mistyped.length === 0) return null;
  const parts: string[] = [];
  if (missing.length > 0) parts.push(`no value for ${list(missing)}: give one, or the version a default`);
  if (unknown.length > 0)
    parts.push(
      `${list(unknown)} ${unknown.length === 1 ? "is" : "are"} not in the template: leave out, or check the spelling`,
    );
  if (mistyped.length > 0)
    parts.push(
      `not of their type: ${list(mistyped.map(({ name, expected }) => `${name} (${WANTED[expected]})`))}`,
    );
  return parts.join("; ");
}

const WANTED = {
  any: "any value",
  string: "a string",
  number: "a number",
  boolean: "true or false",
  json: "a JSON value",
  image_url: "an http, https or data:image URL",
  messages: "a list of messages, each with a role",
} as const;

/** The one error for everything that differs. */
export function variablesMismatch(
  { missing, unknown, mistyped }: VariablesMismatch,
  text: string,
): LedgerError {
  return new LedgerError("variables-mismatch", text, { details: { missing, unknown, mistyped } });
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(", ");
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
