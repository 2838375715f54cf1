import type { JsonObject, JsonValue } from "../validation/json.ts";

/**
 * A deep copy of JSON values without undefined entries. Changing it changes nothing of the content, which all callers share. Functions and promises, which only
 * requests for the AI SDK have, stay what they are.
 */
export function fresh<T>(value: T): T {
  return copyOf(value) as T;
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null || value instanceof Promise) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) copy[key] = copyOf(entry);
  return copy;
}

/** The entries of an object that are neither named nor null. */
export function restOf(object: JsonObject, ...taken: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => value !== null && !taken.includes(key)),
  );
}

/** What is left of an object within an object, under the names that it has from outside: `source.ttl`. */
export function innerRest(outside: string, object: JsonObject, ...taken: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(restOf(object, ...taken)).map(([key, value]) => [`${outside}.${key}`, value]),
  );
}

/** Those of the named entries that an object has. */
export function kept(object: JsonObject, names: readonly string[]): { [name: string]: JsonValue } {
  return Object.fromEntries(Object.entries(object).filter(([key]) => names.includes(key)));
}

/** Those of the names whose entries are of this type. */
export function ofType(
  object: JsonObject,
  type: "string" | "boolean",
  ...names: readonly string[]
): readonly string[] {
  return names.filter((name) => typeof object[name] === type);
}
