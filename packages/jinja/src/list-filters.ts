import type { Arguments } from "./arguments.ts";
import type { Budget } from "./budget.ts";
import type { RuntimeValue } from "./engine.ts";
import type { Filter } from "./filter.ts";
import { compare } from "./operators.ts";
import { entriesOf, isMissing, itemsOf, jsonText, kindOf, listOf, runtimeValue, textOf } from "./values.ts";

/** The filters of lists. A text is a list of its characters, an object one of its keys, and a missing value an empty one. */
export const LIST_FILTERS: { readonly [name: string]: Filter } = {
  list: { parameters: [], run: (operand, _given, budget) => listOf(iterated(operand, budget)) },
  first: {
    parameters: [],
    run: (operand, _given, budget) => iterated(operand, budget)[0] ?? runtimeValue(undefined),
  },
  last: {
    parameters: [],
    run: (operand, _given, budget) => iterated(operand, budget).at(-1) ?? runtimeValue(undefined),
  },
  reverse: {
    parameters: [],
    run(operand, _given, budget) {
      const reversed = iterated(operand, budget).toReversed();
      if (typeof operand.value !== "string") return listOf(reversed);
      return runtimeValue(reversed.map(({ value }) => value).join(""));
    },
  },
  join: {
    parameters: ["d", "attribute"],
    run(operand, given, budget) {
      const separator = given.text("d", "");
      let length = 0;
      const texts = iterated(operand, budget).map((item) => {
        const text = textOf(attributeOf(item, given, budget), budget);
        length += text.length + separator.length;
        budget.text(length, text.length + separator.length);
        return text;
      });
      return runtimeValue(texts.join(separator));
    },
  },
  sort: {
    parameters: ["reverse", "case_sensitive", "attribute"],
    run(operand, given, budget) {
      const items = iterated(operand, budget);
      budget.spend(items.length * Math.log2(items.length + 1) * 16);
      const isExact = given.flag("case_sensitive", false);
      const key = (item: RuntimeValue): RuntimeValue => {
        const value = attributeOf(item, given, budget);
        if (isExact || typeof value.value !== "string") return value;
        budget.spend(value.value.length);
        return runtimeValue(value.value.toLowerCase());
      };
      const sign = given.flag("reverse", false) ? -1 : 1;
      const keyed = items.map((item) => ({ item, key: key(item) }));
      return listOf(keyed.sort((one, other) => sign * compare(one.key, other.key)).map(({ item }) => item));
    },
  },
  unique: {
    parameters: ["case_sensitive", "attribute"],
    run(operand, given, budget) {
      const seen = new Set<string>();
      const isNew = (item: RuntimeValue): boolean => {
        const json = jsonText(attributeOf(item, given, budget), budget);
        const key = given.flag("case_sensitive", false) ? json : json.toLowerCase();
        return seen.size < seen.add(key).size;
      };
      return listOf(iterated(operand, budget).filter(isNew));
    },
  },
  map: {
    parameters: ["attribute", "default"],
    run(operand, given, budget) {
      if (given.value("attribute") === undefined) throw new TypeError("map needs an attribute");
      const mapped = (item: RuntimeValue): RuntimeValue => {
        const value = attributeOf(item, given, budget);
        return isMissing(value) ? (given.value("default") ?? value) : value;
      };
      return listOf(iterated(operand, budget).map(mapped));
    },
  },
  items: {
    parameters: [],
    run(operand, _given, budget) {
      if (isMissing(operand)) return listOf([]);
      const entries = entriesOf(operand);
      if (entries === null) throw new TypeError(`items: ${kindOf(operand)} is not an object`);
      budget.spend(entries.size * 64);
      return listOf([...entries].map(([key, value]) => listOf([runtimeValue(key), value])));
    },
  },
  tojson: {
    parameters: ["indent"],
    run(operand, given, budget) {
      const indent = " ".repeat(Math.min(16, Math.max(0, given.integer("indent", 0))));
      return runtimeValue(
        jsonText(operand, budget, { comma: indent === "" ? ", " : ",", colon: ": ", indent }),
      );
    },
  },
};

/** The entries that a loop or a filter goes over. */
export function iterated(value: RuntimeValue, budget: Budget): readonly RuntimeValue[] {
  const items = itemsOf(value);
  if (items !== null) return items;
  if (isMissing(value)) return [];
  const entries = entriesOf(value);
  if (entries === null && typeof value.value !== "string")
    throw new TypeError(`${kindOf(value)} is not a list`);
  const parts = entries === null ? String(value.value) : [...entries.keys()];
  // Each becomes a value of its own.
  budget.spend(parts.length * 16);
  return Array.from(parts, runtimeValue);
}

function attributeOf(item: RuntimeValue, given: Arguments, budget: Budget): RuntimeValue {
  const path = given.value("attribute");
  if (path === undefined || isMissing(path)) return item;
  budget.spend(0);
  let value = item;
  for (const key of String(path.value).split("."))
    value = entriesOf(value)?.get(key) ?? itemsOf(value)?.[Number(key)] ?? runtimeValue(undefined);
  return value;
}
