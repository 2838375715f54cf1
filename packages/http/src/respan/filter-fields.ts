import type { FilterField, FilterValue, VersionField } from "@promptledger/core";
import { parseTime } from "./time.ts";

/** What kind of values a field has, which decides the operators that apply and how a value is read. */
export type FieldKind = "text" | "number" | "boolean" | "time";

/** A field that prompts can be found by. */
export interface FieldSpecification {
  readonly field: FilterField;
  readonly kind: FieldKind;
}

const VERSION_FIELDS: readonly (readonly [string, VersionField, FieldKind])[] = [
  ["id", "id", "text"],
  ["prompt_version_id", "id", "text"],
  ["version", "number", "number"],
  ["description", "description", "text"],
  ["readonly", "committed", "boolean"],
  ["model", "model", "text"],
  ["stream", "stream", "boolean"],
  ["temperature", "temperature", "number"],
  ["max_tokens", "maxTokens", "number"],
  ["top_p", "topP", "number"],
  ["frequency_penalty", "frequencyPenalty", "number"],
  ["presence_penalty", "presencePenalty", "number"],
  ["reasoning_effort", "reasoningEffort", "text"],
  ["verbosity", "verbosity", "text"],
  ["seed", "seed", "number"],
  ["tool_choice", "toolChoice", "text"],
  ["is_enforcing_response_format", "isEnforcingResponseFormat", "boolean"],
  ["created_at", "createdAt", "time"],
  ["updated_at", "updatedAt", "time"],
];

/** The fields by their names in the API; `is_deleted` is not among them, for it says which prompts are looked through at all. */
export const FILTER_FIELDS: ReadonlyMap<string, FieldSpecification> = new Map<string, FieldSpecification>([
  ["id", { field: "id", kind: "text" }],
  ["prompt_id", { field: "id", kind: "text" }],
  ["prompt_slug", { field: "slug", kind: "text" }],
  ["name", { field: "name", kind: "text" }],
  ["description", { field: "description", kind: "text" }],
  ["starred", { field: "starred", kind: "boolean" }],
  ["tags", { field: "tag", kind: "text" }],
  // An e-mail address is not the prompt's: `withCreators` puts the creators that have it in its place.
  ["creator_email", { field: "createdBy", kind: "text" }],
  ["commit_count", { field: "commitCount", kind: "number" }],
  ["created_at", { field: "createdAt", kind: "time" }],
  ["updated_at", { field: "updatedAt", kind: "time" }],
  ...(["current", "live"] as const).flatMap((which) =>
    VERSION_FIELDS.map(([name, field, kind]): [string, FieldSpecification] => [
      `${which}_version__${name}`,
      { field: `${which}.${field}`, kind },
    ]),
  ),
]);

/** A value as a field of that kind has it; undefined where it can have no such value. */
export function readValue(kind: FieldKind, value: FilterValue): FilterValue | undefined {
  if (value === null) return null;
  switch (kind) {
    case "text":
      return typeof value === "boolean" ? undefined : storable(String(value));
    case "number":
      return numberOf(value);
    case "boolean":
      return typeof value === "boolean" ? value : BOOLEANS.get(String(value).toLowerCase());
    case "time":
      return typeof value === "string" ? (parseTime(value) ?? undefined) : undefined;
  }
}

/** The text, if a field can have it: the ledger keeps no other. */
function storable(text: string): string | undefined {
  return text.isWellFormed() && !text.includes("\u0000") ? text : undefined;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

function numberOf(value: string | number | boolean): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/u.test(value) ? Number(value) : undefined;
}
