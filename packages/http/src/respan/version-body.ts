import type { Content, ContentField, JsonObject, VersionInput } from "@promptledger/core";
import { CONTENT_FIELDS } from "@promptledger/core";
import { z } from "zod";

/** What a client asks for when it creates or changes a version. */
export interface VersionBody {
  readonly input: VersionInput;
  /** Whether the version is to be live at once. */
  readonly deploy: boolean;
}

/** The fields of a content that Respan's API knows. */
type RespanField = Exclude<ContentField, "stopWords" | "templateSyntax">;

const object = z.custom<JsonObject>(isObject, { error: "expected an object" });
const penalty = z.number().min(-2).max(2);

const message = z.custom<JsonObject>(isMessage, {
  error: "expected an object with a role and, if any, a content that is a string or a list of objects",
}) as unknown as z.ZodType<NonNullable<Content["messages"]>[number]>;

const weightedModel = z.custom<JsonObject>(isWeightedModel, {
  error: "expected an object with a model and, if any, a weight that is a number from 0 on",
}) as unknown as z.ZodType<NonNullable<Content["loadBalanceModels"]>[number]>;

// An official sample sends the names alone; each then has the default "".
const variables = z.union([object, z.array(z.string()).transform(withEmptyDefaults)], {
  error: "expected an object, or a list of names",
});

const fields: { readonly [Field in RespanField]: z.ZodType<Content[Field]> } = {
  messages: z.array(message).min(1),
  model: z.string().min(1),
  temperature: z.number().min(0).max(2),
  maxTokens: z.int().min(1),
  topP: z.number().min(0).max(1),
  frequencyPenalty: penalty,
  presencePenalty: penalty,
  stream: z.boolean(),
  reasoningEffort: z.string(),
  verbosity: z.string(),
  seed: z.int(),
  thinking: object,
  variables,
  tools: z.array(object),
  toolChoice: z.union([z.string(), object], { error: "expected a string or an object" }),
  responseFormat: object,
  jsonSchema: object,
  isEnforcingResponseFormat: z.boolean(),
  fallbackModels: z.array(z.string()),
  loadBalanceModels: z.array(weightedModel),
};

/** Fields that have to have a value, so that null does not clear them. */
const REQUIRED: readonly ContentField[] = ["messages", "model"];

const notes = { description: z.string().nullable().optional(), deploy: z.boolean().nullable().optional() };

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

/** The body that creates a version: `messages` and `model` are required, other fields have defaults, unknown ones are let pass. */
export const versionCreation: z.ZodType<VersionBody> = bodySchema((shape) => shape).transform(
  ({ input, deploy }) => ({
    input: { ...DEFAULTS, ...input },
    deploy,
  }),
);

/** The body that changes a version: a value sets a field, null clears it, what is not there stays. */
export const versionChanges: z.ZodType<VersionBody> = bodySchema((shape) => shape.optional());

function bodySchema(required: (shape: z.ZodType) => z.ZodType): z.ZodType<VersionBody> {
  const shape = Object.fromEntries(
    respanFields().map(([field, name]) => [
      name,
      REQUIRED.includes(field) ? required(fields[field]) : fields[field].nullable().optional(),
    ]),
  );
  return z.object({ ...shape, ...notes }).transform(bodyOf);
}

function bodyOf({ deploy, description, ...content }: { readonly [name: string]: unknown }): VersionBody {
  const named = respanFields().flatMap(([field, name]) =>
    content[name] === undefined ? [] : [[field, content[name]]],
  );
  const input = Object.fromEntries(
    description === undefined ? named : [...named, ["description", description]],
  );
  return { input: input as VersionInput, deploy: deploy === true };
}

function respanFields(): readonly (readonly [RespanField, string])[] {
  return CONTENT_FIELDS.filter((entry): entry is readonly [RespanField, string] =>
    Object.hasOwn(fields, entry[0]),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMessage(value: unknown): boolean {
  if (!isObject(value) || typeof value["role"] !== "string" || value["role"] === "") return false;
  const content = value["content"] ?? "";
  return typeof content === "string" || (Array.isArray(content) && content.every(isObject));
}

function isWeightedModel(value: unknown): boolean {
  if (!isObject(value) || typeof value["model"] !== "string") return false;
  const weight = value["weight"] ?? 0;
  return typeof weight === "number" && weight >= 0;
}

function withEmptyDefaults(names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
