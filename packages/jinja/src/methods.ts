import type { RuntimeValue } from "./engine.ts";
import type { Filter } from "./filter.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { TEXT_FILTERS } from "./text-filters.ts";
import { entriesOf, listOf, runtimeValue } from "./values.ts";

const { trim, upper, lower, title, capitalize, replace } = TEXT_FILTERS;
const { items, list } = LIST_FILTERS;

const TEXT_METHODS: { readonly [name: string]: Filter | undefined } = {
  upper,
  lower,
  title,
  capitalize,
  replace,
  strip: trim,
  startswith: search((text, part) => text.startsWith(part)),
  endswith: search((text, part) => text.endsWith(part)),
  split: {
    parameters: ["sep"],
    run({ value }, given, budget) {
      const text = String(value);
      const separator = given.text("sep", "");
      const parts = separator === "" ? text.trim().split(/\s+/u) : text.split(separator);
      budget.list(parts.length);
      budget.spend(parts.length * 16);
      return runtimeValue(text.trim() === "" && separator === "" ? [] : parts);
    },
  },
};

const OBJECT_METHODS: { readonly [name: string]: Filter | undefined } = {
  items,
  keys: list,
  values: {
    parameters: [],
    run(operand, _given, budget) {
      const values = [...(entriesOf(operand)?.values() ?? [])];
      budget.spend(values.length);
      return listOf(values);
    },
  },
  get: {
    parameters: ["key", "default"],
    run: (operand, given) =>
      entriesOf(operand)?.get(given.text("key", "")) ?? given.value("default") ?? runtimeValue(undefined),
  },
};

/** The method of a value: of a text, or of an object. Undefined if it has none of the name. */
export function methodOf(value: RuntimeValue, name: string): Filter | undefined {
  const methods = typeof value.value === "string" ? TEXT_METHODS : OBJECT_METHODS;
  if (methods === OBJECT_METHODS && (entriesOf(value) === null || value.type === "NamespaceValue"))
    return undefined;
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function search(isFound: (text: string, part: string) => boolean): Filter {
  return {
    parameters: ["prefix"],
    run: ({ value }, given) => runtimeValue(isFound(String(value), given.text("prefix", ""))),
  };
}
