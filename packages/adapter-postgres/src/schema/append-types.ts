import type { CompositeField } from "../composite-array.ts";

/**
 * What `append_v1` takes, as composite types: one array of each, so that a call has few arguments and each is read in one go. `part` is
 * the index (from 1) of the part that an event or a document belongs to. A time of -1 is the time of the append.
 *
 * - `command`: one for each append. `owner` is the index of its tenant, `streams` the names of its streams as JSON; a null `id` leaves no
 *   command behind.
 * - `part`: one for each stream of each append. `append` is the append's index, `expected` a number of events, -1 for `exists`, -2 for `any`;
 *   `last_event` the id that the event of that number has, or null.
 * - `event`: `number` counts from 1 in its part.
 * - `prompt`, `version`, `slug`: documents, with the columns that they are found by. A deployment is the version that it pins, with an
 *   environment.
 * - `removal`: the address of a document that is no more.
 */
export const APPEND_TYPES = {
  command: [
    ["owner", "int4"],
    ["id", "text"],
    ["fingerprint", "text"],
    ["result", "text"],
    ["streams", "text"],
  ],
  part: [
    ["append", "int4"],
    ["stream", "text"],
    ["expected", "int8"],
    ["last_event", "text"],
    ["count", "int4"],
  ],
  event: [
    ["part", "int4"],
    ["number", "int4"],
    ["schema_version", "int8"],
    ["occurred_at", "int8"],
    ["id", "text"],
    ["type", "text"],
    ["data", "text"],
    ["metadata", "text"],
  ],
  prompt: [
    ["part", "int4"],
    ["fold", "int4"],
    ["version", "int8"],
    ["created_at", "int8"],
    ["updated_at", "int8"],
    ["latest_update", "int8"],
    ["current_updated_at", "int8"],
    ["current_number", "int8"],
    ["commit_count", "int8"],
    ["starred", "bool"],
    ["deleted", "bool"],
    ["prompt_id", "text"],
    ["id_folded", "text"],
    ["slug", "text"],
    ["slug_folded", "text"],
    ["name", "text"],
    ["name_folded", "text"],
    ["description", "text"],
    ["description_folded", "text"],
    ["created_by", "text"],
    ["created_by_folded", "text"],
    ["tags", "text[]"],
    ["tags_folded", "text[]"],
    ["grants", "text[]"],
    ["body", "text"],
  ],
  version: [
    ["part", "int4"],
    ["number", "int8"],
    ["version", "int8"],
    ["created_at", "int8"],
    ["updated_at", "int8"],
    ["temperature", "float8"],
    ["max_tokens", "float8"],
    ["top_p", "float8"],
    ["frequency_penalty", "float8"],
    ["presence_penalty", "float8"],
    ["seed", "float8"],
    ["fold", "int4"],
    ["committed", "bool"],
    ["stream", "bool"],
    ["is_enforcing_response_format", "bool"],
    ["environment", "text"],
    ["prompt_id", "text"],
    ["id", "text"],
    ["id_folded", "text"],
    ["description", "text"],
    ["description_folded", "text"],
    ["created_by", "text"],
    ["created_by_folded", "text"],
    ["updated_by", "text"],
    ["updated_by_folded", "text"],
    ["model", "text"],
    ["model_folded", "text"],
    ["reasoning_effort", "text"],
    ["reasoning_effort_folded", "text"],
    ["verbosity", "text"],
    ["verbosity_folded", "text"],
    ["tool_choice", "text"],
    ["tool_choice_folded", "text"],
    ["template_syntax", "text"],
    ["template_syntax_folded", "text"],
    ["body", "text"],
  ],
  slug: [
    ["part", "int4"],
    ["fold", "int4"],
    ["version", "int8"],
    ["last_event_at", "int8"],
    ["slug", "text"],
    ["prompt_id", "text"],
  ],
  removal: [
    ["part", "int4"],
    ["kind", "text"],
    ["prompt_id", "text"],
    ["number", "int8"],
    ["environment", "text"],
    ["slug", "text"],
  ],
} as const;

/** The name of one of {@link APPEND_TYPES}. */
export type AppendType = keyof typeof APPEND_TYPES;

/** A value of one of {@link APPEND_TYPES}, by column. */
export type AppendRow<Type extends AppendType> = {
  readonly [Column in (typeof APPEND_TYPES)[Type][number] as Column[0]]: CompositeField;
};

/** The arguments of `append_v1` that are arrays of {@link APPEND_TYPES}, in their order, and what each holds. */
export const APPEND_ARGUMENTS = {
  commands: "command",
  parts: "part",
  events: "event",
  prompts: "prompt",
  versions: "version",
  deployments: "version",
  slugs: "slug",
  removals: "removal",
} as const;

/** The name of one of {@link APPEND_ARGUMENTS}. */
export type AppendArgument = keyof typeof APPEND_ARGUMENTS;

/** The name of a composite type in its schema, which is quoted. */
export function typeName(schema: string, type: AppendType): string {
  return `${schema}.append_v1_${type}`;
}

/** The statements that make the types. */
export function appendTypes(schema: string): readonly string[] {
  return Object.entries(APPEND_TYPES).map(([type, columns]) => {
    const list = columns.map(([name, of]) => `${name} ${of}`).join(", ");
    return `CREATE TYPE ${typeName(schema, type as AppendType)} AS (${list})`;
  });
}
