import { CONTENT_FIELDS } from "@promptledger/core";
import type { FieldNames } from "../../api/wire-name.ts";

/** Pairs of the ledger's name for a field and Respan's. */
type NamePairs = readonly (readonly [field: string, name: string])[];

/** What a version's content has that Respan's versions have not. */
const NOT_IN_RESPAN: readonly string[] = ["stop_words", "template_syntax"];

/** A version's fields. */
export const VERSION_FIELDS: NamePairs = [
  ...CONTENT_FIELDS.filter(([, name]) => !NOT_IN_RESPAN.includes(name)),
  ["description", "description"],
];

/** A prompt's fields. */
export const PROMPT_FIELDS: NamePairs = [
  ["id", "prompt_id"],
  ["slug", "prompt_slug"],
  ["name", "name"],
  ["description", "description"],
  ["starred", "starred"],
];

/** Respan's names for all fields of commands. */
export const FIELD_NAMES: FieldNames = new Map([
  ...CONTENT_FIELDS,
  ...PROMPT_FIELDS,
  ["message", "description"],
  ["commandId", "Idempotency-Key"],
  ["expected", "If-Match"],
]);
