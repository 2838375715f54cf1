import { z } from "zod";

/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** How deep values may be nested. */
const MAXIMUM_DEPTH = 64;

/** A string that storage gives back as it is: well-formed Unicode without NUL. */
export function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes("\u0000");
}

const NOT_STORABLE = "must be well-formed Unicode without NUL characters";

/** A storable string of at most so many characters (code points), at least `minimum`, which is 0 unless given. */
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

interface Flaw {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The first thing about a value that keeps it from being stored as JSON and read back the same. */
function flawOf(value: unknown, path: readonly PropertyKey[] = [], depth = 1): Flaw | null {
  switch (typeof value) {
    case "string":
      return isStorable(value) ? null : { path, message: NOT_STORABLE };
    case "number":
      return Number.isFinite(value) ? null : { path, message: "must be a finite number" };
    case "boolean":
      return null;
    case "object":
      return value === null ? null : flawOfContainer(value, path, depth);
    default:
      return { path, message: `a ${typeof value} is not JSON` };
  }
}

function flawOfContainer(value: object, path: readonly PropertyKey[], depth: number): Flaw | null {
  if (depth > MAXIMUM_DEPTH)
    return { path, message: `must not be nested deeper than ${MAXIMUM_DEPTH} levels` };
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const flaw = flawOf(value[index], [...path, index], depth + 1);
      if (flaw) return flaw;
    }
    return null;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return { path, message: "must be a plain object" };
  for (const [key, entry] of Object.entries(value)) {
    if (key === "__proto__") return { path, message: "must not have a key named __proto__" };
    if (!isStorable(key)) return { path, message: `the key ${JSON.stringify(key)} ${NOT_STORABLE}` };
    if (entry === undefined) continue;
    const flaw = flawOf(entry, [...path, key], depth + 1);
    if (flaw) return flaw;
  }
  return null;
}

/** Any JSON value that can be stored. */
export const jsonValue: z.ZodType<JsonValue> = z.unknown().superRefine((value, context) => {
  const flaw = flawOf(value);
  // What is not JSON at all is not asked anything else.
  if (flaw)
    context.addIssue({ code: "custom", path: [...flaw.path], message: flaw.message, continue: false });
}) as unknown as z.ZodType<JsonValue>;

/** A JSON object that can be stored. */
export const jsonObject: z.ZodType<JsonObject> = jsonValue.refine(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  { message: "expected an object", abort: true },
) as unknown as z.ZodType<JsonObject>;

/** A list of at most so many entries. */
export function jsonArray<T>(entry: z.ZodType<T>, maximum: number): z.ZodType<readonly T[]> {
  return z.array(entry).max(maximum);
}
