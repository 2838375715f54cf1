import type { Filter, FilterField, FilterOperator, FilterValue } from "@promptledger/core";
import type { FieldKind, FieldSpecification } from "./filter-fields.ts";
import { readValue } from "./filter-fields.ts";

/** Makes the filter of a condition from its field and its values. */
type Build = (field: FilterField, values: readonly FilterValue[]) => Filter;

/** How one of Respan's operators is expressed as a filter. */
interface Operator {
  readonly filter: Build;
  /** Whether only text fields have it. */
  readonly textOnly?: true;
  /** Which values a condition must have, unless any number of the field's kind: exactly one of it, one boolean, or none. */
  readonly values?: "one" | "boolean" | "none";
}

const equals = anyOf("equals");
const isNull: Build = (field) => equals(field, [null]);
const isEmpty: Build = (field) => equals(field, [null, ""]);

/** The names of the operator that finds any of its values. A condition without an operator means it. */
export const EQUALS_NAMES: readonly string[] = ["", "=", "==", "eq", "equals", "in"];

/** The names of the operator that finds none of its values. */
export const NOT_NAMES: readonly string[] = ["not", "not_in"];

// On null, every operator but `not`, `isnull` and `empty` is false.
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...EQUALS_NAMES.map((name) => [name, { filter: equals }] as const),
  ...NOT_NAMES.map((name) => [name, { filter: not(equals) }] as const),
  ["iexact", { filter: anyOf("equals", true), textOnly: true }],
  ["lt", { filter: anyOf("less"), values: "one" }],
  ["lte", { filter: anyOf("lessOrEqual"), values: "one" }],
  ["gt", { filter: anyOf("greater"), values: "one" }],
  ["gte", { filter: anyOf("greaterOrEqual"), values: "one" }],
  ["contains", { filter: anyOf("contains"), textOnly: true }],
  ["icontains", { filter: anyOf("contains", true), textOnly: true }],
  ["startswith", { filter: anyOf("startsWith"), textOnly: true }],
  ["endswith", { filter: anyOf("endsWith"), textOnly: true }],
  ["not_contains", { filter: presentWithout("contains"), textOnly: true }],
  ["not_startswith", { filter: presentWithout("startsWith"), textOnly: true }],
  ["not_endswith", { filter: presentWithout("endsWith"), textOnly: true }],
  ["isnull", { filter: (field, [wanted]) => (wanted ? isNull : not(isNull))(field, []), values: "boolean" }],
  ["empty", { filter: isEmpty, values: "none" }],
  ["not_empty", { filter: not(isEmpty), values: "none" }],
  ["notEmpty", { filter: not(isEmpty), values: "none" }],
]);

/** The filter of one condition, or what is wrong with the condition. */
export function conditionFilter(
  { field, kind }: FieldSpecification,
  name: string,
  values: readonly FilterValue[] | null,
): Filter | string {
  const operator = OPERATORS.get(name);
  if (operator === undefined) return `unknown operator ${JSON.stringify(name)}`;
  if (operator.textOnly && kind !== "text") return `the operator ${name} does not apply to this field`;
  if (operator.values === "none") return operator.filter(field, []);
  if (values === null) return `the operator ${JSON.stringify(name)} needs a value`;
  if (operator.values !== undefined && values.length !== 1) return `the operator ${name} takes one value`;
  const wanted = operator.values === "boolean" ? "boolean" : kind;
  const read: FilterValue[] = [];
  for (const value of values) {
    const one = readValue(wanted, value);
    if (one === undefined || (operator.values === "boolean" && one === null))
      return `${JSON.stringify(value)} is not ${EXPECTED[wanted]}`;
    read.push(one);
  }
  return operator.filter(field, read);
}

const EXPECTED: { readonly [Kind in FieldKind]: string } = {
  text: "text",
  number: "a number",
  boolean: "a boolean",
  time: "an ISO 8601 time",
};

/** Of several values, one is enough. */
function anyOf(operator: FilterOperator, ignoreCase = false): Build {
  return (field, values) => {
    const filters = values.map((value): Filter => ({ type: "compare", field, operator, value, ignoreCase }));
    return filters.length === 1 && filters[0] !== undefined ? filters[0] : { type: "or", filters };
  };
}

function presentWithout(operator: FilterOperator): Build {
  const without = not(anyOf(operator));
  return (field, values) => ({ type: "and", filters: [not(isNull)(field, []), without(field, values)] });
}

function not(build: Build): Build {
  return (field, values) => ({ type: "not", filter: build(field, values) });
}
