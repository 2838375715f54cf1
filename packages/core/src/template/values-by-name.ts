import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import type { Bound } from "./bind.ts";
import type { Template } from "./template.ts";

/** The values of a template's variables in one object without a prototype, as a renderer takes them. A dotted name is a path through objects. */
export function valuesByName({ slots }: Template, values: Bound["values"]): JsonObject {
  const named: Record<string, JsonValue> = Object.create(null);
  const paths: (readonly [path: readonly [string, ...string[]], value: JsonValue])[] = [];
  for (const [index, { name, path }] of slots.entries()) {
    const value = values[index];
    if (value === undefined) continue;
    if (path === null) named[name] = value;
    else paths.push([path, value]);
  }
  for (const [[first, ...others], value] of paths) {
    const before = named[first];
    const [second, ...rest] = others;
    // A list or a text that was given for the first name has all that its paths find.
    if (second === undefined || (before !== undefined && !isJsonObject(before))) continue;
    named[first] = withPath(before ?? {}, [second, ...rest], value);
  }
  return named;
}

function withPath(object: JsonObject, path: readonly [string, ...string[]], value: JsonValue): JsonObject {
  const [key, second, ...rest] = path;
  if (second === undefined) return { ...object, [key]: value };
  const before = own(object, key);
  if (before !== undefined && !isJsonObject(before)) return object;
  return { ...object, [key]: withPath(before ?? {}, [second, ...rest], value) };
}
