import { z } from "zod";

/** The person who edited a version last. If they are unknown or were erased, the texts are empty. */
export interface RespanEditor {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
}

const datetime = z.iso.datetime();
const text = z.string();
const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();
const object = z.record(z.string(), z.unknown());

const editor = z.strictObject({ id: z.int(), email: text, first_name: text, last_name: text });

const tag = z.strictObject({
  id: text,
  name: text,
  color: z.string().regex(/^#[0-9A-Fa-f]{6}$/u),
  created_at: datetime,
  updated_at: datetime,
});

const version = z.strictObject({
  id: text,
  prompt_version_id: text,
  parent_prompt: text,
  version: z.int().min(1),
  description: nullableText,
  messages: z.array(z.looseObject({ role: text })),
  thinking: object.nullable(),
  model: text,
  stream: z.boolean(),
  temperature: nullableNumber,
  max_tokens: z.int().nullable(),
  top_p: nullableNumber,
  frequency_penalty: nullableNumber,
  presence_penalty: nullableNumber,
  reasoning_effort: nullableText,
  verbosity: nullableText,
  seed: z.int().nullable(),
  variables: object,
  fallback_models: z.array(text).nullable(),
  load_balance_models: z.array(z.looseObject({ model: text })).nullable(),
  tools: z.array(object).nullable(),
  tool_choice: z.union([text, object]).nullable(),
  response_format: object.nullable(),
  json_schema: object.nullable(),
  is_enforcing_response_format: z.boolean(),
  readonly: z.boolean(),
  is_deployed: z.boolean(),
  edited_by: editor,
  created_at: datetime,
  updated_at: datetime,
});

const prompt = z.strictObject({
  id: text,
  prompt_id: text,
  full_prompt_id: text,
  name: text,
  description: nullableText,
  prompt_slug: nullableText,
  tags: z.array(tag),
  starred: z.boolean(),
  commit_count: z.int().min(0),
  prompt_live_version_number: z.int().min(1).nullable(),
  current_version: version.nullable(),
  live_version: version.nullable(),
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
