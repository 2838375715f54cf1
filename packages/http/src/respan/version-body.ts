import type { JsonObject, VersionInput } from "@promptledger/core";
import { CONTENT_FIELDS } from "@promptledger/core";
import { z } from "zod";

/** What a client asks for when it creates or changes a version. */
export interface VersionBody {
  /** As it was sent, under the ledger's names: the ledger checks it. */
  readonly input: VersionInput;
  /** Whether the version is to be live at once. */
  readonly deploy: boolean;
}

const messages = z.array(
  z.unknown().refine(hasContent, {
    path: ["content"],
    error: "expected a string or a list of objects",
  }),
);
const model = z.string().min(1);

// An official sample sends the names alone; each then has the default "".
const variables = z.union([z.array(z.string()).transform(withEmptyDefaults), z.unknown()]).optional();

const weightedModels = z
  .array(z.unknown().refine(hasWeight, { path: ["weight"], error: "expected a number from 0 on" }))
  .nullable()
  .optional();

/** The names of what Respan's versions do not have. */
const NOT_RESPANS: readonly string[] = ["stop_words", "template_syntax"];

/** A version's fields: the ledger's name, and Respan's. */
const FIELDS: readonly (readonly [string, string])[] = [
  ...CONTENT_FIELDS.filter(([, name]) => !NOT_RESPANS.includes(name)),
  ["description", "description"],
];

/** What is Respan's own; all else about a field is the ledger's to check. Fields that are not a version's are let pass. */
const fields = {
  ...Object.fromEntries(FIELDS.map(([, name]) => [name, z.unknown().optional()])),
  variables,
  load_balance_models: weightedModels,
  deploy: z.boolean().nullable().optional(),
};

/** What a version has that is created without these fields; an explicit null leaves them out. */
const DEFAULTS: VersionInput = {
  temperature: 0.7,
  maxTokens: 4096,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  stream: false,
  variables: {},
  isEnforcingResponseFormat: false,
  description: "",
};

/** The body that creates a version: `messages` and `model` are required, other fields have defaults. */
export const versionCreation: z.ZodType<VersionBody> = z
  .object({ ...fields, messages, model })
  .transform((body) => ({ input: { ...DEFAULTS, ...inputOf(body) }, deploy: body.deploy === true }));

/** The body that changes a version: a value sets a field, null clears it but for `messages` and `model`, what is not there stays. */
export const versionChanges: z.ZodType<VersionBody> = z
  .object({ ...fields, messages: messages.optional(), model: model.optional() })
  .transform((body) => ({ input: inputOf(body), deploy: body.deploy === true }));

function inputOf(body: { readonly [name: string]: unknown }): VersionInput {
  const given = FIELDS.filter(([, name]) => body[name] !== undefined);
  return Object.fromEntries(given.map(([field, name]) => [field, body[name]])) as VersionInput;
}

function hasContent(message: unknown): boolean {
  const content = isObject(message) ? (message["content"] ?? "") : "";
  return typeof content === "string" || (Array.isArray(content) && content.every(isObject));
}

function hasWeight(weighted: unknown): boolean {
  const weight = isObject(weighted) ? (weighted["weight"] ?? 0) : 0;
  return typeof weight === "number" && weight >= 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withEmptyDefaults(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
