import type { Filter, FilterOperator, FilterValue } from "@promptledger/core";
import type { FieldKind, FieldSpecification } from "./filter-fields.ts";
import { readValue } from "./filter-fields.ts";

/** How one of Respan's operators is expressed. Values are those of the condition, already of the field's kind. */
interface Operator {
  readonly kinds: readonly FieldKind[];
  /** How the operator's values are read: as the field's, as booleans, not at all, or as the field's but exactly one. */
  readonly values: "any" | "one" | "boolean" | "ignored";
  filter(field: FieldSpecification["field"], values: readonly FilterValue[]): Filter;
}

const ALL: readonly FieldKind[] = ["text", "number", "boolean", "time"];

const equal = anyOf("equals");
const isNull = (field: FieldSpecification["field"]): Filter => compare(field, "equals", null);
const isEmpty = (field: FieldSpecification["field"]): Filter =>
  either(isNull(field), compare(field, "equals", ""));

const EQUALS: Operator = { kinds: ALL, values: "any", filter: equal };
// A null field is different from every value but null.
const NOT: Operator = { kinds: ALL, values: "any", filter: (field, values) => not(equal(field, values)) };
const NOT_EMPTY: Operator = { kinds: ALL, values: "ignored", filter: (field) => not(isEmpty(field)) };

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...["", "=", "==", "eq", "equals", "in"].map((name): [string, Operator] => [name, EQUALS]),
  ...["not", "not_in"].map((name): [string, Operator] => [name, NOT]),
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
      return `${JSON.stringify(value)} is no ${EXPECTED[kind]}`;
    read.push(one);
  }
  return operator.filter(specification.field, read);
}

const EXPECTED: { readonly [Kind in FieldKind]: string } = {
  text: "text",
  number: "number",
  boolean: "boolean",
  time: "ISO 8601 time",
};

function ordering(operator: FilterOperator): Operator {
  return { kinds: ALL, values: "one", filter: anyOf(operator) };
}

function textual(operator: FilterOperator, ignoreCase = false): Operator {
  return { kinds: ["text"], values: "any", filter: anyOf(operator, ignoreCase) };
}

// Every operator but `not`, `isnull` and `empty` is false on null, these too.
function negated(operator: FilterOperator): Operator {
  const positive = anyOf(operator);
  return {
    kinds: ["text"],
    values: "any",
    filter: (field, values) => ({ type: "and", filters: [not(isNull(field)), not(positive(field, values))] }),
  };
}

/** With several values one of them is enough. */
function anyOf(operator: FilterOperator, ignoreCase = false): Operator["filter"] {
  return (field, values) => either(...values.map((value) => compare(field, operator, value, ignoreCase)));
}

function compare(
  field: FieldSpecification["field"],
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
