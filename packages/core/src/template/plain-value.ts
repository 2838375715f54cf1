import { LedgerError } from "../errors.ts";
import type { JsonValue } from "../validation/json.ts";
import { isUnsafeInteger, UNSAFE_INTEGER } from "../validation/json.ts";

const MAXIMUM_DEPTH = 64;

const ENTRY = { configurable: true, enumerable: true, writable: true };

/**
 * A value given for a variable as plain JSON: a copy, made without calling getters. Undefined entries are left out. Throws `template-invalid`, with the field, for anything that JSON does not have.
 */
export function plainValue(value: unknown, field: string, depth = 1): JsonValue | undefined {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw invalidValue(field, "must be well-formed Unicode");
      return value;
    case "boolean":
    case "undefined":
      return value;
    case "number":
      if (!Number.isFinite(value)) throw invalidValue(field, "must be a finite number");
      if (isUnsafeInteger(value)) throw invalidValue(field, UNSAFE_INTEGER);
      return value;
    case "object": {
      if (value === null) return null;
      if (depth > MAXIMUM_DEPTH)
        throw invalidValue(field, `must not be nested deeper than ${MAXIMUM_DEPTH} levels`);
      return Array.isArray(value) ? plainList(value, field, depth) : plainObject(value, field, depth);
    }
    default:
      throw invalidValue(field, `a ${typeof value} is not JSON`);
  }
}

function plainList(list: readonly unknown[], field: string, depth: number): JsonValue {
  const copy: JsonValue[] = [];
  // A proxy's `get` is not called, not even for this.
  const length = Number(Object.getOwnPropertyDescriptor(list, "length")?.value);
  for (let index = 0; index < length; index++) {
    const at = `${field}[${index}]`;
    // JSON has null where a list has undefined.
    copy.push(plainValue(ownData(list, String(index), field), at, depth + 1) ?? null);
  }
  return copy;
}

function plainObject(object: object, field: string, depth: number): JsonValue {
  checkPlain(object, field);
  const copy: Record<string, JsonValue> = {};
  for (const key of Object.keys(object)) {
    const at = `${field}.${key}`;
    const value = plainValue(ownData(object, key, field), at, depth + 1);
    if (value === undefined) continue;
    if (key === "__proto__") Object.defineProperty(copy, key, { ...ENTRY, value });
    else copy[key] = value;
  }
  return copy;
}

/** Refuses objects of a class, such as dates and maps: their JSON is not what they hold. */
export function checkPlain(object: object, field: string): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null)
    throw invalidValue(field, "must be a plain object; convert it to JSON values first");
}

/** An object's own value under a key, which no prototype and no getter provides; undefined if there is none. `field` names the object. */
export function ownData(object: object, key: string, field: string): unknown {
  const property = Object.getOwnPropertyDescriptor(object, key);
  if (property === undefined || property.enumerable !== true) return undefined;
  if (property.get !== undefined || property.set !== undefined)
    throw invalidValue(`${field}.${key}`, "must be a value, not a getter");
  return property.value;
}

/** The error for a value that cannot be put in a template. */
export function invalidValue(field: string, message: string): LedgerError {
  return new LedgerError("template-invalid", `${field}: ${message}`, { issues: [{ field, message }] });
}
