import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";

/** Keywords that describe and do not restrict. */
const ANNOTATIONS: ReadonlySet<string> = new Set(["title", "description", "examples", "$comment"]);

/** Keywords whose keys are names, each with a schema. */
const NAMED_SCHEMAS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

/** Keywords whose list means the same in any order. */
const SETS: ReadonlySet<string> = new Set(["required", "enum", "type"]);

/** Keywords whose value is data, not a schema. */
const DATA: ReadonlySet<string> = new Set(["const", "default", "enum"]);

/** What a JSON Schema demands, as text: two schemas that differ in descriptions or in the order of keys alone have the same one. */
export function schemaMeaning(schema: JsonValue | undefined): string {
  return JSON.stringify(schema === undefined ? null : demands(schema));
}

function demands(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map((one: JsonValue) => demands(one));
  if (!isJsonObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.has(keyword));
  return ordered(kept, (keyword, value) => {
    if (SETS.has(keyword) && Array.isArray(value)) return value.map(sortedKeys).sort(byText);
    if (DATA.has(keyword)) return sortedKeys(value);
    if (!NAMED_SCHEMAS.has(keyword) || !isJsonObject(value)) return demands(value);
    return ordered(Object.entries(value), (_, one) => demands(one));
  });
}

function sortedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortedKeys);
  return isJsonObject(value) ? ordered(Object.entries(value), (_, one) => sortedKeys(one)) : value;
}

function ordered(
  entries: readonly (readonly [string, JsonValue])[],
  each: (key: string, value: JsonValue) => JsonValue,
): JsonObject {
  const sorted = [...entries].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, each(key, value)]));
}

function byText(left: JsonValue, right: JsonValue): number {
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}
