import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import type { Message } from "../version/content.ts";
import type { VariableType } from "./declaration.ts";
import { typedValue } from "./declaration.ts";
import { checkPlain, invalidValue, ownData, plainValue } from "./plain-value.ts";
import type { Slot, Template } from "./template.ts";

/** How the values that were given differ from the variables of a template. */
export interface VariablesMismatch {
  /** Variables that are required and have neither value nor default. */
  readonly missing: readonly string[];
  /** Names with a value that neither the template nor the version's `variables` have. */
  readonly unknown: readonly string[];
  /** Variables whose value is not of their type. */
  readonly mistyped: readonly {
    /** The variable's name. */
    readonly name: string;
    /** The type that the version gives it. */
    readonly expected: VariableType;
  }[];
}

/** The value of each slot; undefined for those without one. */
export interface Bound extends VariablesMismatch {
  readonly values: readonly (JsonValue | undefined)[];
}

type Mistyped = VariablesMismatch["mistyped"][number];

const NONE: readonly never[] = [];

/**
 * Gives each variable of a template its value: the one given for its name, else what its path finds in the given values, else its default.
 * Null means no value. Only the given object's own values are read. Throws `template-invalid` for values that are not JSON.
 */
export function bind(template: Template, given: JsonObject): Bound {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalidValue("values", "must be an object with a value for each variable");
  checkPlain(given, "values");
  const { slots, slotOf } = template;
  const values: (JsonValue | undefined)[] = slots.map(() => undefined);
  const mistyped: Mistyped[] = [];
  const others: string[] = [];
  for (const key of Object.keys(given)) {
    const index = slotOf.get(key) ?? -1;
    const slot = slots[index];
    if (slot === undefined) others.push(key);
    else values[index] = valueFor(slot, ownData(given, key, "values"), mistyped);
  }
  const missing: string[] = [];
  let normal: ReadonlyMap<string, string> | null = null;
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index];
    if (slot === undefined || values[index] !== undefined) continue;
    normal ??= normalNames(others);
    const found = slot.isVerbatim ? undefined : find(given, slot, normal);
    const value = valueFor(slot, found, mistyped) ?? valueFor(slot, slot.declaration.fallback, mistyped);
    values[index] = value;
    if (value === undefined && isMissed(slot)) missing.push(slot.name);
  }
  const unknown = others.length === 0 ? NONE : others.filter((key) => isUnknown(template, given, key));
  return { values, missing, unknown, mistyped };
}

/** Whether a strict render fails unless a value is given: there is no default, or one that is not of the variable's type. */
export function needsValue(slot: Slot): boolean {
  const mistyped: Mistyped[] = [];
  const value = valueFor(slot, slot.declaration.fallback, mistyped);
  return mistyped.length > 0 || (value === undefined && isMissed(slot));
}

/** Whether a variable that has no value is missing. */
function isMissed({ isNeeded, declaration }: Slot): boolean {
  return isNeeded && declaration.required;
}

/** A value as its variable takes it; undefined for none. */
function valueFor(slot: Slot, value: unknown, mistyped: Mistyped[]): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  const { name, declaration, isHistory } = slot;
  const { type } = declaration;
  if (typeof value === "string" && type === "any" && !isHistory && value.isWellFormed()) return value;
  const given = typedValue(plainValue(value, `values.${name}`) ?? null);
  if (given.value === undefined || given.value === null) return undefined;
  const expected = isHistory ? "messages" : type === "any" ? given.type : type;
  if (!isOfType(expected, given.value)) mistyped.push({ name, expected });
  return expected === "image_url" && isJsonObject(given.value) ? given.value["url"] : given.value;
}

/** The keys of the given values that are no names themselves, by what they are in NFC. */
function normalNames(others: readonly string[]): ReadonlyMap<string, string> {
  return new Map(others.map((key) => [key.normalize("NFC"), key]));
}

/** The value of a name that is not itself a key: under a key that is equal in NFC, or at the end of its path. */
function find(given: object, { name, path }: Slot, normal: ReadonlyMap<string, string>): unknown {
  const key = normal.get(name);
  const value = key === undefined ? undefined : ownData(given, key, "values");
  if (path === null || (value !== undefined && value !== null)) return value;
  let found: unknown = given;
  let field = "values";
  for (const part of path) {
    if (typeof found !== "object" || found === null) return undefined;
    if (!Array.isArray(found)) checkPlain(found, field);
    else if (!/^[0-9]+$/u.test(part)) return undefined;
    const own = ownData(found, part, field) ?? ownNormal(found, part, field);
    field = `${field}.${part}`;
    found = isTyped(own, field) ? typedValue(plainValue(own, field) ?? null).value : own;
  }
  return found;
}

function ownNormal(object: object, key: string, field: string): unknown {
  if (!/[^\0-\x7f]/u.test(key)) return undefined;
  const other = Object.keys(object).find((one) => one !== key && one.normalize("NFC") === key);
  return other === undefined ? undefined : ownData(object, other, field);
}

function isTyped(value: unknown, field: string): boolean {
  return typeof value === "object" && value !== null && typeof ownData(value, "_type", field) === "string";
}

function isUnknown({ slotOf, roots, isVerbatim, declared }: Template, given: object, key: string): boolean {
  if (Object.hasOwn(declared, key)) return false;
  const name = key.normalize("NFC");
  if (!isVerbatim && (slotOf.has(name) || roots.has(name))) return false;
  // JSON has no undefined values.
  const property = Object.getOwnPropertyDescriptor(given, key);
  return property === undefined || property.get !== undefined || property.value !== undefined;
}

function isOfType(type: VariableType, value: JsonValue): boolean {
  switch (type) {
    case "any":
    case "json":
      return true;
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    case "image_url": {
      const url = isJsonObject(value) ? value["url"] : value;
      return typeof url === "string" && /^(?:https?:|data:image\/)/iu.test(url);
    }
    case "messages":
      return isMessages(value);
  }
}

/** Whether a value is a list of messages: objects with a role. */
export function isMessages(value: JsonValue | undefined): value is readonly Message[] {
  return (
    Array.isArray(value) &&
    value.every((one) => isJsonObject(one) && typeof one["role"] === "string" && one["role"] !== "")
  );
}
