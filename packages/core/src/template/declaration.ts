import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { own } from "../validation/own.ts";

/** What a variable may hold. `any` if the version does not say; `messages` for a list of messages, such as a chat history. */
export type VariableType = "any" | "string" | "number" | "boolean" | "json" | "image_url" | "messages";

/** What a variable of the type `image_url` takes: an http, https or data:image URL, or the object that a chat message has it in. */
export type ImageUrl =
  | string
  | {
      /** The URL. */
      readonly url: string;
    };

/** What a version says about a variable. */
export interface Declaration {
  readonly type: VariableType;
  /** The value where none is given; undefined if there is none. */
  readonly fallback: JsonValue | undefined;
  /** Whether rendering needs a value. */
  readonly required: boolean;
}

const UNDECLARED: Declaration = { type: "any", fallback: undefined, required: true };

/** Our own names of types, and Respan's. A composed prompt is not rendered here, so its variable needs a text. */
const TYPES: ReadonlyMap<string, VariableType> = new Map([
  ["string", "string"],
  ["text", "string"],
  ["number", "number"],
  ["boolean", "boolean"],
  ["json", "json"],
  ["object", "json"],
  ["image_url", "image_url"],
  ["messages", "messages"],
  ["prompt", "string"],
]);

/** A value with the type that it carries: `{ _type: "json", value: ... }`, as Respan's clients send it; `any` for a plain value. */
export interface TypedValue {
  readonly type: VariableType;
  readonly value: JsonValue | undefined;
}

/** Takes a typed value apart. A value of `_type: "json"` may be JSON text, or have it parsed in `parsed`. */
export function typedValue(given: JsonValue): TypedValue {
  const name = namedType(given);
  const type = typeof name === "string" ? TYPES.get(name) : undefined;
  if (type === undefined || !isJsonObject(given)) return { type: "any", value: given };
  const value = own(given, "value");
  return { type, value: type === "json" ? (own(given, "parsed") ?? parsed(value)) : value };
}

/**
 * The type that the entry of a variable names, if there is no such type: one that was misspelt, whose entry would be sent to a model as the
 * default. Null for every other entry.
 */
export function unknownType(given: JsonValue): string | null {
  const name = namedType(given);
  if (name === undefined || (typeof name === "string" && TYPES.has(name))) return null;
  return typeof name === "string" ? name : JSON.stringify(name);
}

function namedType(given: JsonValue): JsonValue | undefined {
  return isJsonObject(given) ? own(given, "_type") : undefined;
}

/**
 * What the field `variables` of a content says about a variable: a typed object, or else a default value. Null as a default is none. For a
 * dotted path without an entry of its own, the default is what the path finds in the default of its first name.
 */
export function declarationOf(
  variables: JsonObject,
  name: string,
  path: readonly string[] | null,
): Declaration {
  const given = own(variables, name) ?? null;
  if (given === null && path !== null) return { ...UNDECLARED, fallback: atPath(variables, path) };
  if (given === null) return UNDECLARED;
  const { type, value } = typedValue(given);
  const required = !isJsonObject(given) || namedType(given) === undefined || own(given, "required") !== false;
  return { type, fallback: value ?? undefined, required };
}

function atPath(variables: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = variables;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    const entry: JsonValue | undefined = Array.isArray(value)
      ? value[Number(key)]
      : own(value as JsonObject, key);
    value = entry === undefined ? undefined : typedValue(entry).value;
  }
  return value ?? undefined;
}

function parsed(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
