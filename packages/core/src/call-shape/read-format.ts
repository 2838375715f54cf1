import type { Rendered } from "../template/render.ts";
import type { JsonObject } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { sameJson } from "../validation/same-json.ts";
import { ofType, restOf } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";

/** What the answer is to be. */
export type AnswerFormat =
  | { readonly type: "text" }
  | { readonly type: "json" }
  | {
      readonly type: "schema";
      readonly schema: JsonObject;
      readonly name: string;
      readonly description: string | undefined;
      /** Whether the answer must follow the schema; undefined if nothing is said. */
      readonly strict: boolean | undefined;
      /** Where the description is in the content. */
      readonly path: string;
    };

/**
 * Reads `responseFormat`, `jsonSchema` and `isEnforcingResponseFormat` as one. A schema in the response format comes before `jsonSchema`, which then is left out
 * if it is another one. `jsonSchema` by itself, or with `json_object`, is the schema of the answer. Undefined if the version says nothing.
 */
export function readFormat(rendered: Rendered, notes: LeftOut): AnswerFormat | undefined {
  const { responseFormat, jsonSchema, isEnforcingResponseFormat } = rendered;
  const enforced = isEnforcingResponseFormat === true ? true : undefined;
  const format = combined(responseFormat, jsonSchema, enforced, notes);
  if (enforced && format === undefined)
    notes.note("isEnforcingResponseFormat", "there is no response format or JSON schema to follow");
  return format;
}

function combined(
  given: JsonObject | undefined,
  jsonSchema: JsonObject | undefined,
  enforced: true | undefined,
  notes: LeftOut,
): AnswerFormat | undefined {
  const alone =
    jsonSchema === undefined ? undefined : schemaFormat(jsonSchema, "jsonSchema", enforced, notes);
  if (given === undefined) return alone;
  const { type } = given;
  if (type === "json_schema" || (type === "json" && isJsonObject(given["schema"])))
    return fromFormat(given, jsonSchema, enforced, notes);
  notes.noteRest("responseFormat", restOf(given, "type"));
  if (type === "json_object" || type === "json") return alone ?? { type: "json" };
  if (jsonSchema !== undefined) notes.note("jsonSchema", "the response format is not JSON");
  if (type === "text") return { type: "text" };
  notes.note("responseFormat", "its type must be text, json_object or json_schema");
  return undefined;
}

/** A response format with a schema: beside its type, or in `json_schema`. */
function fromFormat(
  given: JsonObject,
  jsonSchema: JsonObject | undefined,
  enforced: true | undefined,
  notes: LeftOut,
): AnswerFormat | undefined {
  const { json_schema: inner } = given;
  const [value, path] = isJsonObject(inner)
    ? [inner, "responseFormat.json_schema"]
    : [restOf(given, "type"), "responseFormat"];
  if (isJsonObject(inner)) notes.noteRest("responseFormat", restOf(given, "type", "json_schema"));
  const schema = value["schema"] ?? jsonSchema;
  if (!isJsonObject(schema)) {
    notes.note(path, "it has no schema");
    return undefined;
  }
  if (jsonSchema !== undefined && !sameJson(jsonSchema, schema))
    notes.note("jsonSchema", "the response format has another schema");
  return named({ ...value, schema }, schema, path, enforced, notes);
}

/** The field `jsonSchema`: a schema, or `{ name, schema, strict }`. */
function schemaFormat(
  value: JsonObject,
  path: string,
  enforced: true | undefined,
  notes: LeftOut,
): AnswerFormat {
  const { name, schema } = value;
  return typeof name === "string" && isJsonObject(schema)
    ? named(value, schema, path, enforced, notes)
    : named({}, value, path, enforced, notes);
}

function named(
  value: JsonObject,
  schema: JsonObject,
  path: string,
  enforced: true | undefined,
  notes: LeftOut,
): AnswerFormat {
  const { name, description, strict } = value;
  const taken = [...ofType(value, "string", "name", "description"), ...ofType(value, "boolean", "strict")];
  notes.noteRest(path, restOf(value, "schema", ...taken));
  return {
    type: "schema",
    schema,
    name: typeof name === "string" ? name : nameOf(schema),
    description: typeof description === "string" ? description : undefined,
    strict: typeof strict === "boolean" ? strict : enforced,
    path,
  };
}

/** OpenAI's API needs a name; it may have letters, digits, `_` and `-`. */
function nameOf({ title }: JsonObject): string {
  return typeof title === "string" && /^[\w-]{1,64}$/u.test(title) ? title : "answer";
}
