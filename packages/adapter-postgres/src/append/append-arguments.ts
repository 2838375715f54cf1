/**
 * The lists that `append_v1` takes as JSON beside those of documents, each with the columns of its rows. A list that is empty is null.
 * Appends are numbered by their parts, and parts from 1 through the call: `part` is the part that a row belongs to.
 *
 * - `parts`: one for each stream of each append. `owner` is the index of its tenant, from 1; `append` tells the parts of one append;
 *   `expected` is a number of events, -1 for `exists` or -2 for `any`; `last_event` the id that the last event must have, or null;
 *   `count` how many events the stream gets.
 * - `events`: `number` counts from 1 in its part.
 * - `commands`: `first` and `last` are the append's parts, `events` is how many events it has, `streams` its streams as JSON.
 * - `removals`: addresses of documents to delete.
 */
export const APPEND_LISTS = {
  parts: {
    part: "integer",
    owner: "integer",
    append: "integer",
    command: "text",
    stream: "text",
    expected: "bigint",
    last_event: "text",
    count: "integer",
  },
  events: {
    part: "integer",
    number: "integer",
    schema_version: "bigint",
    occurred_at: "bigint",
    id: "text",
    type: "text",
    data: "text",
    metadata: "text",
  },
  commands: {
    owner: "integer",
    first: "integer",
    last: "integer",
    events: "integer",
    id: "text",
    fingerprint: "text",
    result: "text",
    streams: "text",
  },
  removals: {
    part: "integer",
    kind: "text",
    prompt_id: "text",
    number: "bigint",
    environment: "text",
    slug: "text",
  },
} as const;

/** The arguments of `append_v1` that are lists, in their order. Lists of documents have the name of their table. */
export const LIST_ARGUMENTS = [
  "parts",
  "events",
  "commands",
  "removals",
  "prompts",
  "prompt_bodies",
  "versions",
  "deployments",
  "slugs",
] as const;

/** The name of one of {@link LIST_ARGUMENTS}. */
export type ListArgument = (typeof LIST_ARGUMENTS)[number];

/** A row of one of {@link APPEND_LISTS}. A column that is left out is null. */
export type ListRow<List extends keyof typeof APPEND_LISTS> = {
  readonly [Column in keyof (typeof APPEND_LISTS)[List]]?: string | number | null | undefined;
};
