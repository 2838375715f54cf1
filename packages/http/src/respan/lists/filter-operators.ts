import type { Filter, FilterField, FilterOperator, FilterValue } from "@promptledger/core";
import type { FieldKind, FieldSpecification } from "./filter-fields.ts";
import { readValue } from "./filter-fields.ts";

/** How one of Respan's operators is expressed as a filter. */
interface Operator {
  readonly kinds: readonly FieldKind[];
  /** What the condition's values must be: any number of the field's kind, exactly one of it, one boolean, or anything. */
  readonly values: "any" | "one" | "boolean" | "ignored";
  filter(field: FilterField, values: readonly FilterValue[]): Filter;
}

const ALL: readonly FieldKind[] = ["text", "number", "boolean", "time"];

const equal = anyOf("equals");
const isNull = (field: FilterField): Filter => compare(field, "equals", null);
const isEmpty = (field: FilterField): Filter => either(isNull(field), compare(field, "equals", ""));

const EQUALS: Operator = { kinds: ALL, values: "any", filter: equal };
// A null field differs from every value but null.
const NOT: Operator = { kinds: ALL, values: "any", filter: (field, values) => not(equal(field, values)) };
const NOT_EMPTY: Operator = { kinds: ALL, values: "ignored", filter: (field) => not(isEmpty(field)) };

/** The names of the operator that finds any of its values; a condition without an operator means it. */
export const EQUALS_NAMES: readonly string[] = ["", "=", "==", "eq", "equals", "in"];

/** The names of the operator that finds none of its values. */
export const NOT_NAMES: readonly string[] = ["not", "not_in"];

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...EQUALS_NAMES.map((name): [string, Operator] => [name, EQUALS]),
  ...NOT_NAMES.map((name): [string, Operator] => [name, NOT]),
  ["iexact", { kinds: ["text"], values: "any", filter: anyOf("equals", true) }],
  ["lt", ordering("less")],
  ["lte", ordering("lessOrEqual")],
  ["gt", ordering("greater")],
  ["gte", ordering("greaterOrEqual")],
  ["contains", textual("contains")],
  ["icontains", textual("contains", true)],
  ["startswith", textual("startsWith")],
  ["endswith", textual("endsWith")],
  ["not_contains", negated("contains")],
  ["not_startswith", negated("startsWith")],
  ["not_endswith", negated("endsWith")],
  [
    "isnull",
    {
      kinds: ALL,
      values: "boolean",
      filter: (field, [value]) => (value === true ? isNull(field) : not(isNull(field))),
    },
  ],
  ["empty", { kinds: ALL, values: "ignored", filter: isEmpty }],
  ["not_empty", NOT_EMPTY],
  ["notEmpty", NOT_EMPTY],
]);

/** The filter of one condition, or what is wrong with the condition. */
export function conditionFilter(
  specification: FieldSpecification,
  name: string,
  values: readonly FilterValue[] | null,
): Filter | string {
  const operator = OPERATORS.get(name);
  if (operator === undefined) return `unknown operator ${JSON.stringify(name)}`;
  if (!operator.kinds.includes(specification.kind))
    return `the operator ${name} does not apply to this field`;
  if (operator.values === "ignored") return operator.filter(specification.field, []);
  if (values === null) return `the operator ${JSON.stringify(name)} needs a value`;
  const kind = operator.values === "boolean" ? "boolean" : specification.kind;
  if (operator.values !== "any" && values.length !== 1) return `the operator ${name} takes one value`;
  const read: FilterValue[] = [];
  for (const value of values) {
    const one = readValue(kind, value);
    if (one === undefined || (operator.values === "boolean" && one === null))
      return `${JSON.stringify(value)} is not ${EXPECTED[kind]}`;
    read.push(one);
  }
  return operator.filter(specification.field, read);
}

const EXPECTED: { readonly [Kind in FieldKind]: string } = {
  text: "text",
  number: "a number",
  boolean: "a boolean",
  time: "an ISO 8601 time",
};

function ordering(operator: FilterOperator): Operator {
  return { kinds: ALL, values: "one", filter: anyOf(operator) };
}

function textual(operator: FilterOperator, ignoreCase = false): Operator {
  return { kinds: ["text"], values: "any", filter: anyOf(operator, ignoreCase) };
}

// On null, every operator but `not`, `isnull` and `empty` is false, and so are these.
function negated(operator: FilterOperator): Operator {
  const positive = anyOf(operator);
  return {
    kinds: ["text"],
    values: "any",
    filter: (field, values) => ({ type: "and", filters: [not(isNull(field)), not(positive(field, values))] }),
  };
}

/** Of several values, one is enough. */
function anyOf(operator: FilterOperator, ignoreCase = false): Operator["filter"] {
  return (field, values) => either(...values.map((value) => compare(field, operator, value, ignoreCase)));
}

function compare(
  field: FilterField,
  operator: FilterOperator,
  value: FilterValue,
  ignoreCase = false,
): Filter {
  return { type: "compare", field, operator, value, ...(ignoreCase ? { ignoreCase } : {}) };
}

function not(filter: Filter): Filter {
  return { type: "not", filter };
}

function either(...filters: readonly Filter[]): Filter {
  return filters.length === 1 && filters[0] !== undefined ? filters[0] : { type: "or", filters };
}
