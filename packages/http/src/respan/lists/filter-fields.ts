import type { FilterField, FilterValue, VersionField } from "@promptledger/core";
import { isStorable } from "@promptledger/core";
import { parseTime } from "../wire/time.ts";

/** What kind of values a field has. It decides which operators apply and how a value is read. */
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

/** The fields by their names in the API. `is_deleted` is not one of them: it says which prompts are searched at all. */
export const FILTER_FIELDS: ReadonlyMap<string, FieldSpecification> = new Map<string, FieldSpecification>([
  ["id", { field: "id", kind: "text" }],
  ["prompt_id", { field: "id", kind: "text" }],
  ["prompt_slug", { field: "slug", kind: "text" }],
  ["name", { field: "name", kind: "text" }],
  ["description", { field: "description", kind: "text" }],
  ["starred", { field: "starred", kind: "boolean" }],
  ["tags", { field: "tag", kind: "text" }],
  // Prompts do not hold e-mail addresses: `withCreatorEmails` makes it a comparison of the creators' addresses.
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

/** A value as a field of that kind has it; undefined if the field cannot have such a value. */
export function readValue(kind: FieldKind, value: FilterValue): FilterValue | undefined {
  if (value === null) return null;
  const text = String(value);
  switch (kind) {
    case "text":
      return typeof value !== "boolean" && isStorable(text) ? text : undefined;
    case "number":
      return typeof value === "number" || NUMBER.test(text) ? Number(value) : undefined;
    case "boolean":
      return BOOLEANS.get(text.toLowerCase());
    case "time":
      return parseTime(text) ?? undefined;
  }
}

const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/u;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);
