import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { own } from "../validation/own.ts";
import { fieldName } from "../validation/parse.ts";

/** One place in a structure that differs. */
export interface PathChange {
  /** As code would write it: `tools[0].function.name`, `variables.tone`. A tool that has a name is found by it: `tools.get_weather.parameters`. */
  readonly path: string;
  /** Whether the value is only in the newer one, only in the older, or in both. */
  readonly type: "added" | "removed" | "changed";
  /** Null if it is absent. */
  readonly before: JsonValue;
  /** Null if it is absent. */
  readonly after: JsonValue;
}

type Path = readonly PropertyKey[];

/** The places at which two values differ, in the order of the older one. The order of keys does not matter. */
export function pathChanges(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: Path,
): readonly PathChange[] {
  if (before === undefined) return after === undefined ? [] : [change("added", path, null, after)];
  if (after === undefined) return [change("removed", path, before, null)];
  const [left, right] = partsOf(before, after);
  if (left === null || right === null)
    return before === after ? [] : [change("changed", path, before, after)];
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.flatMap((key) => pathChanges(left.get(key), right.get(key), [...path, key]));
}

type Parts = ReadonlyMap<string | number, JsonValue>;

/** What two values are made of, by key or index; null unless both are objects or both are arrays. */
function partsOf(before: JsonValue, after: JsonValue): readonly [Parts | null, Parts | null] {
  if (isList(before) && isList(after)) {
    const names = [namesIn(before), namesIn(after)] as const;
    const isNamed = names[0] !== null && names[1] !== null && isInOrder(names[0], names[1]);
    return isNamed
      ? [byName(before, names[0]), byName(after, names[1])]
      : [new Map(before.entries()), new Map(after.entries())];
  }
  if (isJsonObject(before) && isJsonObject(after))
    return [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [null, null];
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The names of tools and the like; null unless each entry has one of its own. */
function namesIn(list: readonly JsonValue[]): readonly string[] | null {
  const names = list.map((entry) => (isJsonObject(entry) ? nameOf(entry) : null));
  const known = names.filter((name) => name !== null);
  return known.length > 0 && new Set(known).size === list.length ? known : null;
}

function nameOf(entry: JsonObject): string | null {
  const inner = own(entry, "function");
  const name = own(entry, "name") ?? (inner !== undefined && isJsonObject(inner) ? own(inner, "name") : null);
  return typeof name === "string" ? name : null;
}

/** Whether the names that both have come in the same order, so that comparing by name hides nothing. */
function isInOrder(before: readonly string[], after: readonly string[]): boolean {
  const [left, right] = [new Set(before), new Set(after)];
  const common = before.filter((name) => right.has(name));
  return common.join("\n") === after.filter((name) => left.has(name)).join("\n");
}

function byName(list: readonly JsonValue[], names: readonly string[]): Parts {
  return new Map(list.map((entry, index) => [names[index] ?? index, entry]));
}

function change(type: PathChange["type"], path: Path, before: JsonValue, after: JsonValue): PathChange {
  return { path: fieldName(path), type, before, after };
}
