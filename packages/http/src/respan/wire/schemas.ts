import * as z from "zod";

/** The person who edited a version last. If they are unknown, the texts are empty; if they were erased, `first_name` is `erased`. */
export interface RespanEditor {
  /** The number of the person in the actor directory; 0 if they are not in it. */
  readonly id: number;
  /** The address that the host gave with their writes. */
  readonly email: string;
  /** The first name that the host gave with their writes. */
  readonly first_name: string;
  /** The last name that the host gave with their writes. */
  readonly last_name: string;
}

const datetime = z.iso.datetime();
const text = z.string();
const object = z.record(z.string(), z.unknown());

const editor = z.strictObject({ id: z.int(), email: text, first_name: text, last_name: text });

const tag = z.strictObject({
  id: text,
  name: text,
  color: z.string().regex(/^#[0-9A-Fa-f]{6}$/u),
  created_at: datetime,
  updated_at: datetime,
});

/** A version, in which fields may be unset. */
const versionWith = (unset: (field: z.ZodType) => z.ZodType): z.ZodType =>
  z.strictObject({
    id: text,
    prompt_version_id: text,
    parent_prompt: text,
    version: z.int().min(1),
    description: unset(text),
    messages: z.array(z.looseObject({ role: text })),
    thinking: unset(object),
    model: text,
    stream: z.boolean(),
    temperature: unset(z.number()),
    max_tokens: unset(z.int()),
    top_p: unset(z.number()),
    frequency_penalty: unset(z.number()),
    presence_penalty: unset(z.number()),
    reasoning_effort: unset(text),
    verbosity: unset(text),
    seed: unset(z.int()),
    variables: object,
    fallback_models: unset(z.array(text)),
    load_balance_models: unset(z.array(z.looseObject({ model: text }))),
    tools: unset(z.array(object)),
    tool_choice: unset(z.union([text, object])),
    response_format: unset(object),
    json_schema: unset(object),
    is_enforcing_response_format: z.boolean(),
    readonly: z.boolean(),
    is_deployed: z.boolean(),
    edited_by: editor,
    created_at: datetime,
    updated_at: datetime,
  });

const version = versionWith((field) => field.nullable());
// Inside a prompt, fields that are unset are left out.
const versionOfPrompt = versionWith((field) => field.optional());

const prompt = z.strictObject({
  id: text,
  prompt_id: text,
  full_prompt_id: text,
  name: text,
  description: text,
  prompt_slug: text,
  tags: z.array(tag),
  starred: z.boolean(),
  commit_count: z.int().min(0),
  prompt_live_version_number: z.int().min(1).nullable(),
  current_version: versionOfPrompt.nullable(),
  live_version: versionOfPrompt.nullable(),
  deleted_at: datetime.nullable(),
  created_at: datetime,
  updated_at: datetime,
});

function page(row: z.ZodType): z.ZodType {
  const link = z.url().nullable();
  return z.strictObject({ count: z.int().min(0), next: link, previous: link, results: z.array(row) });
}

type Body = "prompt" | "version" | "promptPage" | "versionPage" | "summary" | "error";

/** A schema for each JSON body that Respan's API answers with. */
export const respanSchemas: { readonly [Name in Body]: z.ZodType } = {
  prompt,
  version,
  promptPage: page(prompt),
  versionPage: page(version),
  summary: z.strictObject({ total_count: z.int().min(0) }),
  error: z.strictObject({ detail: text, errors: z.record(z.string(), z.array(text)).optional() }),
};
