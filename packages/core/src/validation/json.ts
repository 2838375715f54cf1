import * as z from "zod";
import { schemaFor } from "./schema-for.ts";

/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Whether a JSON value is an object: neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How deep values may be nested. */
const MAXIMUM_DEPTH = 64;

/** A string that every storage returns unchanged: well-formed Unicode without NUL. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes("\u0000");
}

const NOT_STORABLE = "must be well-formed Unicode without NUL characters";

/** A storable string with at most `maximum` and at least `minimum` characters (code points). Default minimum: 0. */
export function text(maximum: number, minimum = 0): z.ZodType<string> {
  return z
    .string()
    .refine(isStorable, { message: NOT_STORABLE })
    .refine((value) => value.length >= minimum, {
      message: minimum === 1 ? "must not be empty" : `must have at least ${minimum} characters`,
    })
    .refine((value) => value.length <= maximum || codePoints(value) <= maximum, {
      message: `must have at most ${maximum} characters`,
    });
}

/** The number of code points of a string. */
export function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** The bytes of a string in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}

/** Whether a number is an integer that another one may have been rounded to: JavaScript is exact only up to 2^53 - 1. */
export function isUnsafeInteger(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

/** What is wrong with an unsafe integer. */
export const UNSAFE_INTEGER =
  "must be an integer from -(2^53 - 1) to 2^53 - 1; write a larger one as a string";

/** What keeps a value from being stored as JSON and read back the same, and where. */
interface Flaw {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** A copy of a value, made as it is checked; notes the first flaw. What the caller changes afterwards changes nothing here. */
function copyOf(value: unknown, depth: number, flaws: Flaw[]): JsonValue {
  switch (typeof value) {
    case "string":
      return isStorable(value) ? value : flawed(flaws, NOT_STORABLE);
    case "number":
      if (!Number.isFinite(value)) return flawed(flaws, "must be a finite number");
      return isUnsafeInteger(value) ? flawed(flaws, UNSAFE_INTEGER) : value;
    case "boolean":
      return value;
    case "object":
      if (value === null) return null;
      if (depth > MAXIMUM_DEPTH)
        return flawed(flaws, `must not be nested deeper than ${MAXIMUM_DEPTH} levels`);
      return Array.isArray(value) ? copyOfArray(value, depth, flaws) : copyOfObject(value, depth, flaws);
    default:
      return flawed(flaws, `a ${typeof value} is not JSON`);
  }
}

function copyOfArray(value: readonly unknown[], depth: number, flaws: Flaw[]): JsonValue {
  const copy: JsonValue[] = [];
  for (let index = 0; index < value.length && flaws.length === 0; index++) {
    copy.push(copyOf(value[index], depth + 1, flaws));
    flaws[0]?.path.unshift(index);
  }
  return copy;
}

function copyOfObject(value: object, depth: number, flaws: Flaw[]): JsonValue {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return flawed(flaws, "must be a plain object");
  const copy: Record<string, JsonValue> = {};
  for (const [key, entry] of Object.entries(value)) {
    if (key === "__proto__") return flawed(flaws, "must not have a key named __proto__");
    if (!isStorable(key)) return flawed(flaws, `the key ${JSON.stringify(key)} ${NOT_STORABLE}`);
    if (entry === undefined) continue;
    copy[key] = copyOf(entry, depth + 1, flaws);
    if (flaws.length === 0) continue;
    flaws[0]?.path.unshift(key);
    break;
  }
  return copy;
}

function flawed(flaws: Flaw[], message: string): null {
  flaws.push({ path: [], message });
  return null;
}

/** Any JSON value that can be stored, copied. */
export const jsonValue: z.ZodType<JsonValue> = z.unknown().transform((value, context) => {
  const flaws: Flaw[] = [];
  const copy = copyOf(value, 1, flaws);
  const [flaw] = flaws;
  if (flaw === undefined) return copy;
  context.addIssue({ code: "custom", path: flaw.path, message: flaw.message });
  return z.NEVER;
});

/** A JSON object that can be stored. */
export const jsonObject: z.ZodType<JsonObject> = schemaFor(
  jsonValue.refine(isJsonObject, { message: "expected an object", abort: true }),
);

/** A list of so many entries. Its length is checked before any entry is, so that a long one costs nothing. */
export function jsonArray<T>(entry: z.ZodType<T>, maximum: number, minimum = 0): z.ZodType<readonly T[]> {
  // An array of unknown entries would be copied.
  return z
    .unknown()
    .check(({ value, issues }) => {
      if (!Array.isArray(value)) return;
      const given = { origin: "array", inclusive: true, input: value } as const;
      if (value.length > maximum) issues.push({ ...given, code: "too_big", maximum });
      if (value.length < minimum) issues.push({ ...given, code: "too_small", minimum });
    })
    .pipe(z.array(entry));
}
