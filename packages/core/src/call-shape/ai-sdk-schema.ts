import { LedgerError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import type { AISDKOutput, AISDKSchema } from "./ai-sdk-request.ts";
import { fresh } from "./fresh.ts";
import type { AnswerFormat } from "./read-format.ts";

/** A JSON Schema as a Standard JSON Schema. */
export function standardSchema(schema: JsonObject): AISDKSchema {
  // The AI SDK changes what it gets.
  const copy = (): { [key: string]: unknown } => fresh(openSchema(schema)) as { [key: string]: unknown };
  return {
    "~standard": {
      version: 1,
      vendor: "promptledger",
      validate: (value) => ({ value }),
      jsonSchema: { input: copy, output: copy },
    },
  };
}

/** The AI SDK closes every object of a standard schema, also one that says `additionalProperties: true`. An empty schema means the same, and stays. */
function openSchema(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(openSchema);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, JsonValue]) =>
      key === "additionalProperties" && entry === true ? [key, {}] : [key, openSchema(entry)],
    ),
  );
}

/** The output of an answer in JSON. */
export function jsonOutput(format: Exclude<AnswerFormat, { type: "text" }>): AISDKOutput {
  const { schema, name, description } = format.type === "schema" ? format : { schema: undefined };
  const responseFormat = fresh({ type: "json", schema, name, description });
  return {
    name: schema === undefined ? "json" : "object",
    responseFormat: Promise.resolve(responseFormat) as unknown as AISDKOutput["responseFormat"],
    async parseCompleteOutput({ text }) {
      const parsed = parse(text);
      if (parsed !== undefined) return parsed.partial;
      throw new LedgerError("model-call-failed", "the answer of the model is not JSON");
    },
    parsePartialOutput: async ({ text }) => parse(text),
    createElementStreamTransform: () => undefined,
  };
}

function parse(text: string): { partial: unknown } | undefined {
  try {
    return { partial: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
