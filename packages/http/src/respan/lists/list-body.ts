import type { Filter, FilterValue } from "@promptledger/core";
import * as z from "zod";
import { FILTER_FIELDS, readValue } from "./filter-fields.ts";
import { conditionFilter, EQUALS_NAMES, NOT_NAMES } from "./filter-operators.ts";

/** Which prompts a list or a summary is about. */
export interface ListBody {
  readonly filter: Filter;
  /** False for living prompts, true for deleted ones, or both. */
  readonly deleted: boolean | "any";
}

/** Every living prompt. */
export const EVERYTHING: ListBody = { filter: { type: "and", filters: [] }, deleted: false };

// The ledger compares with texts of at most 10,000 characters.
const scalar = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);

const givenCondition = z.union(
  [
    scalar,
    z.object({ operator: z.string().nullish(), value: z.union([scalar, z.array(scalar)]).optional() }),
  ],
  { error: 'expected {"operator", "value"} with a value or a list of values' },
);

type GivenCondition = z.infer<typeof givenCondition>;

/** How many values all conditions of a list together may compare with. */
const MAXIMUM_VALUES = 1000;

/** How many values conditions compare with, each condition at least one. */
function countValues(given: unknown): number {
  if (typeof given !== "object" || given === null) return 1;
  if (Array.isArray(given))
    return given.length > MAXIMUM_VALUES
      ? given.length
      : given.reduce((sum, one) => sum + countValues(one), 0);
  const value: unknown = "value" in given ? given.value : undefined;
  return Array.isArray(value) ? Math.max(1, value.length) : 1;
}

function isFew(given: unknown): boolean {
  if (typeof given !== "object" || given === null) return true;
  let count = 0;
  for (const field in given) {
    count += countValues((given as { readonly [field: string]: unknown })[field]);
    if (count > MAXIMUM_VALUES) return false;
  }
  return true;
}

// The schema of a record skips this key, and a condition that is skipped would find everything.
const conditionsByField = z
  .unknown()
  .refine((given) => typeof given !== "object" || given === null || !Object.hasOwn(given, "__proto__"), {
    path: ["__proto__"],
    error: "unknown field",
  })
  // Before the values are looked at one by one.
  .refine(isFew, { error: `must not compare with more than ${MAXIMUM_VALUES} values` })
  .pipe(z.record(z.string(), z.union([givenCondition, z.array(givenCondition)])).nullable());

/**
 * The body of a list or summary: conditions by field. `AND` (the default) or `OR` combines the fields; all conditions of one field must
 * hold.
 */
export const listBody: z.ZodType<ListBody> = z
  .object({ filters: conditionsByField.optional(), operator: z.enum(["AND", "OR"]).nullish() })
  .transform(({ filters, operator }, context) => {
    const parts: Filter[] = [];
    let deleted: readonly boolean[] = [false];
    for (const [name, given] of Object.entries(filters ?? {})) {
      const conditions = conditionsOf(given);
      const read = name === "is_deleted" ? deletedStates(conditions) : fieldFilter(name, conditions);
      if (typeof read === "string")
        context.addIssue({ code: "custom", path: ["filters", name], message: read });
      else if ("type" in read) parts.push(read);
      else deleted = read;
    }
    const type = operator === "OR" && parts.length > 0 ? "or" : "and";
    const [first = false, ...others] = deleted;
    return {
      filter: deleted.length === 0 ? NOTHING : { type, filters: parts },
      deleted: others.length > 0 ? "any" : first,
    };
  });

const NOTHING: Filter = { type: "or", filters: [] };

/** One condition on a field. */
interface Condition {
  readonly operator: string;
  /** Null if the condition names none. */
  readonly values: readonly FilterValue[] | null;
}

/** The conditions on a field. A value without an operator, or a list of such values, is one condition. */
function conditionsOf(given: GivenCondition | readonly GivenCondition[]): readonly Condition[] {
  const list = [given].flat();
  const bare = list.filter((one) => typeof one !== "object" || one === null);
  if (bare.length > 0 && bare.length === list.length) return [{ operator: "", values: bare }];
  return list.map((one) => {
    if (typeof one !== "object" || one === null) return { operator: "", values: [one] };
    return { operator: one.operator ?? "", values: one.value === undefined ? null : [one.value].flat() };
  });
}

function fieldFilter(name: string, conditions: readonly Condition[]): Filter | string {
  const specification = FILTER_FIELDS.get(name);
  if (specification === undefined) return "unknown field";
  const filters: Filter[] = [];
  for (const { operator, values } of conditions) {
    const filter = conditionFilter(specification, operator, values);
    if (typeof filter === "string") return filter;
    filters.push(filter);
  }
  return { type: "and", filters };
}

/** Which states `is_deleted` asks for. It replaces the rule that only living prompts are listed. */
function deletedStates(conditions: readonly Condition[]): readonly boolean[] | string {
  let wanted: readonly boolean[] = [true, false];
  for (const { operator, values: given } of conditions) {
    const negative = NOT_NAMES.includes(operator);
    if (!negative && !EQUALS_NAMES.includes(operator))
      return `the operator ${JSON.stringify(operator)} does not apply to this field`;
    const values = (given ?? []).map((value) => readValue("boolean", value));
    if (values.length === 0 || values.some((value) => typeof value !== "boolean"))
      return "expected true or false";
    wanted = wanted.filter((state) => values.includes(state) !== negative);
  }
  return wanted;
}
