import type { ContentField } from "@promptledger/core";
import { CONTENT_FIELDS } from "@promptledger/core";
import type { FieldNames } from "../../api/errors/wire-name.ts";

/** What a version's content has that Respan's versions have not. */
const NOT_IN_RESPAN: readonly ContentField[] = ["stopWords", "templateSyntax", "templatedParts"];

/** The content of Respan's versions: pairs of the ledger's name for a field and Respan's. */
export const VERSION_FIELDS: typeof CONTENT_FIELDS = CONTENT_FIELDS.filter(
  ([field]) => !NOT_IN_RESPAN.includes(field),
);

/** The details of prompts, in pairs like those of {@link VERSION_FIELDS}. */
export const PROMPT_FIELDS: readonly (readonly [string, string])[] = [
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
