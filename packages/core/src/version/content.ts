import * as z from "zod";
import type { Hasher } from "../ports/hasher.ts";
import type { JsonObject } from "../validation/json.ts";
import { isJsonObject, jsonArray, jsonObject, jsonValue, text } from "../validation/json.ts";
import { sameJson } from "../validation/same-json.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** One message of a prompt: a role, and any other fields of the model's API. */
export type Message = JsonObject & {
  /** Who speaks, such as `system`, `user` or `assistant`. Any text but an empty one. */
  readonly role: string;
};

/** How variables are written in messages: `{{name}}`, `${name}`, or Jinja. */
export type TemplateSyntax = "mustache" | "dollar" | "jinja";

/** A part of a content that is a template only where the version says so: tools and their choice, or the schemas of the answer. */
export type TemplatedPart = "tools" | "schemas";

/** A model in a load-balanced set. */
export type WeightedModel = JsonObject & { readonly model: string };

/**
 * The content of a version, which a commit freezes. A null field is the same as an absent one. Stored content has no null fields.
 *
 * Nested keys keep the order that JavaScript gives them: keys that are whole numbers, such as `2025`, come first. Use `parseJson` where
 * content arrives as JSON text. Integers beyond 2^53 - 1 are refused.
 */
export interface Content {
  /** 1 to 1,000, in the order in which the model gets them. */
  readonly messages?: readonly Message[];
  /** Up to 255 characters. */
  readonly model?: string;
  /** 0 to 2. */
  readonly temperature?: number;
  /** The highest number of tokens in the answer; at least 1. */
  readonly maxTokens?: number;
  /** 0 to 1. */
  readonly topP?: number;
  /** -2 to 2. */
  readonly frequencyPenalty?: number;
  /** -2 to 2. */
  readonly presencePenalty?: number;
  /** Whether the model should send its answer in parts. */
  readonly stream?: boolean;
  /** How much the model should reason, in the words of the model's API, such as `low`. Up to 100 characters. */
  readonly reasoningEffort?: string;
  /** How long the answer should be, in the words of the model's API, such as `low`. Up to 100 characters. */
  readonly verbosity?: string;
  /** An integer. Models that support it try to repeat an answer with the same seed. */
  readonly seed?: number;
  /** Settings for extended thinking, in the form of the model's API. */
  readonly thinking?: JsonObject;
  /**
   * What variables take where a render gives no value, by name: a default value, or `{ _type, value, required }` with a type, a default and
   * whether a value is needed (default: true). Null is no default.
   */
  readonly variables?: JsonObject;
  /** Up to 1,000 definitions of tools, in the form of the model's API. */
  readonly tools?: readonly JsonObject[];
  /** Which tool to call: a mode such as `auto`, or an object in the form of the model's API. */
  readonly toolChoice?: string | JsonObject;
  /** The format of the answer, in the form of the model's API, such as `{ type: "json_object" }`. */
  readonly responseFormat?: JsonObject;
  /** A JSON Schema for the answer. The ledger stores it and does not check answers. */
  readonly jsonSchema?: JsonObject;
  /** Whether the answer has to follow the response format. */
  readonly isEnforcingResponseFormat?: boolean;
  /** The models to try next if `model` fails. Up to 100, of up to 255 characters each. */
  readonly fallbackModels?: readonly string[];
  /** The models to share calls between. Up to 100. */
  readonly loadBalanceModels?: readonly WeightedModel[];
  /** Texts that end the answer. Up to 100, of up to 1,000 characters each. */
  readonly stopWords?: readonly string[];
  /** Default: `mustache`. */
  readonly templateSyntax?: TemplateSyntax;
  /**
   * Parts beside the messages in which variables are replaced too: `tools` (with `toolChoice`) and `schemas` (`responseFormat` and
   * `jsonSchema`). Default: none.
   */
  readonly templatedParts?: readonly TemplatedPart[];
}

/** A field of the content. */
export type ContentField = keyof Content;

/** Changes to a content: a value sets the field, null clears it, an absent field stays. */
export type ContentChanges = { readonly [Field in ContentField]?: Content[Field] | null };

const integer = z.int();
const penalty = z.number().min(-2).max(2);

const weightedModel = schemaFor<WeightedModel>(
  jsonObject.refine((value) => typeof value["model"] === "string", {
    path: ["model"],
    message: "expected a string",
  }),
);

const message = schemaFor<Message>(
  jsonObject.refine((value) => typeof value["role"] === "string" && value["role"] !== "", {
    path: ["role"],
    message: "expected a non-empty string",
  }),
);

const toolChoice = schemaFor<string | JsonObject>(
  jsonValue.refine((value) => typeof value === "string" || isJsonObject(value), {
    message: "expected a string or an object",
  }),
);

// In the order of hashing.
const fields: { readonly [Field in ContentField]: z.ZodType<Content[Field]> } = {
  messages: jsonArray(message, 1000, 1),
  model: text(255),
  temperature: z.number().min(0).max(2),
  maxTokens: integer.min(1),
  topP: z.number().min(0).max(1),
  frequencyPenalty: penalty,
  presencePenalty: penalty,
  stream: z.boolean(),
  reasoningEffort: text(100),
  verbosity: text(100),
  seed: integer,
  thinking: jsonObject,
  variables: jsonObject,
  tools: jsonArray(jsonObject, 1000),
  toolChoice,
  responseFormat: jsonObject,
  jsonSchema: jsonObject,
  isEnforcingResponseFormat: z.boolean(),
  fallbackModels: jsonArray(text(255), 100),
  loadBalanceModels: jsonArray(weightedModel, 100),
  stopWords: jsonArray(text(1000), 100),
  templateSyntax: z.enum(["mustache", "dollar", "jinja"]),
  templatedParts: jsonArray(z.enum(["tools", "schemas"]), 2),
};

/**
 * The fields of a content in the order of hashing, each with its name in stored text and in the REST APIs, e.g. `max_tokens` for
 * `maxTokens`.
 */
export const CONTENT_FIELDS: readonly (readonly [ContentField, string])[] = Object.keys(fields).map(
  (field) => [field as ContentField, field.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)],
);

const nullable = Object.fromEntries(
  Object.entries<z.ZodType>(fields).map(([field, type]) => [field, type.nullable().optional()]),
) as unknown as { readonly [Field in ContentField]: z.ZodType<Content[Field] | null | undefined> };

/** The zod shapes of the fields of a content, each optional and nullable, for the schemas of commands. */
export const contentShape: typeof nullable = nullable;

/** The schema of a content as a caller gives it. */
export const contentSchema: z.ZodType<ContentChanges> = schemaFor(z.strictObject(contentShape));

/** The content without null fields, in the canonical order of fields. */
export function normalizeContent(changes: ContentChanges): Content {
  return applyContentChanges({}, changes);
}

/** The content after the changes, in the canonical order of fields. */
export function applyContentChanges(content: Content, changes: ContentChanges): Content {
  const result: Record<string, unknown> = {};
  for (const [field] of CONTENT_FIELDS) {
    const change = changes[field];
    const value = change === undefined ? content[field] : change;
    if (value !== undefined && value !== null) result[field] = value;
  }
  return result as Content;
}

/** The changes that make a difference. Two values are equal if their JSON texts are, so the order of keys counts. */
export function effectiveChanges(content: Content, changes: ContentChanges): ContentChanges {
  const result: Record<string, unknown> = {};
  for (const [field] of CONTENT_FIELDS) {
    const change = changes[field];
    if (change !== undefined && !sameJson(change, content[field] ?? null)) result[field] = change;
  }
  return result as ContentChanges;
}

/** The version of the algorithm of {@link hashContent}. It is stored with each hash; hashes are never computed again. */
export const CONTENT_HASH_VERSION = 1;

/**
 * SHA-256 of the JSON text of the content's fields, in the order of {@link CONTENT_FIELDS} and with their names in the REST APIs. Absent and
 * null fields are omitted. Nested keys keep their order.
 */
export function hashContent(content: Content, hasher: Hasher): string {
  const named: Record<string, unknown> = {};
  for (const [field, name] of CONTENT_FIELDS) {
    // JSON omits undefined values.
    named[name] = content[field] ?? undefined;
  }
  return hasher.sha256(JSON.stringify(named));
}
