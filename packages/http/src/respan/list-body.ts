import type { Filter, FilterValue } from "@promptledger/core";
import { z } from "zod";
import { FILTER_FIELDS, readValue } from "./filter-fields.ts";
import { conditionFilter } from "./filter-operators.ts";

/** Which prompts a list or a summary is about. */
export interface ListBody {
  readonly filter: Filter;
  /** Living prompts, deleted ones in their place, or both. */
  readonly deleted: boolean | "any";
}

/** Every living prompt. */
export const EVERYTHING: ListBody = { filter: { type: "and", filters: [] }, deleted: false };

// The ledger compares with texts of at most 10,000 characters.
const scalar = z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]);
const scalars = z.union([scalar, z.array(scalar)]);

const condition = z.union(
  [scalar, z.object({ operator: z.string().nullable().optional(), value: scalars.optional() })],
  { error: 'expected {"operator", "value"} with a value or a list of values' },
);

type Condition =
  | FilterValue
  | {
      readonly operator?: string | null | undefined;
      readonly value?: FilterValue | readonly FilterValue[] | undefined;
    };

// A record's schema passes this key over, and a condition that is passed over would find everything.
const conditionsByField = z
  .unknown()
  .refine((given) => typeof given !== "object" || given === null || !Object.hasOwn(given, "__proto__"), {
    path: ["__proto__"],
    error: "unknown field",
  })
  .pipe(z.record(z.string(), z.union([condition, z.array(condition)])).nullable());

/** How many values the conditions of a list may compare with in all. */
const MAXIMUM_VALUES = 1000;

/** The body of a list or summary: conditions by field, put together by `AND` (the default) or `OR`; each field's own must all hold. */
export const listBody: z.ZodType<ListBody> = z
  .object({
    filters: conditionsByField.optional(),
    operator: z.enum(["AND", "OR"]).nullable().optional(),
  })
  .transform(({ filters, operator }, context) => {
    const parts: Filter[] = [];
    let deleted: readonly boolean[] = [false];
    let values = 0;
    for (const [name, given] of Object.entries(filters ?? {})) {
      const conditions = conditionsOf(given);
      for (const one of conditions) values += Math.max(1, valuesOf(one)?.length ?? 0);
      const read = name === "is_deleted" ? deletedStates(conditions) : fieldFilter(name, conditions);
      if (typeof read === "string")
        context.addIssue({ code: "custom", path: ["filters", name], message: read });
      else if ("type" in read) parts.push(read);
      else deleted = read;
    }
    if (values > MAXIMUM_VALUES) {
      const message = `must not compare with more than ${MAXIMUM_VALUES} values`;
      context.addIssue({ code: "custom", path: ["filters"], message });
    }
    const type = operator === "OR" && parts.length > 0 ? "or" : "and";
    const [first = false, ...others] = deleted;
    return {
      filter: deleted.length === 0 ? NOTHING : { type, filters: parts },
      deleted: others.length > 0 ? "any" : first,
    };
  });

const NOTHING: Filter = { type: "or", filters: [] };

// A bare value, or a list of them, stands for the values of one condition.
function conditionsOf(given: Condition | readonly Condition[]): readonly Condition[] {
  if (!isList(given)) return [given];
  const bare = given.filter((one) => typeof one !== "object" || one === null);
  return bare.length > 0 && bare.length === given.length ? [{ value: bare }] : given;
}

function isList(given: Condition | readonly Condition[]): given is readonly Condition[] {
  return Array.isArray(given);
}

function fieldFilter(name: string, conditions: readonly Condition[]): Filter | string {
  const specification = FILTER_FIELDS.get(name);
  if (specification === undefined) return "unknown field";
  const filters: Filter[] = [];
  for (const one of conditions) {
    const filter = conditionFilter(specification, operatorOf(one), valuesOf(one));
    if (typeof filter === "string") return filter;
    filters.push(filter);
  }
  return { type: "and", filters };
}

/** Which states `is_deleted` asks for; it takes the place of the rule that only living prompts are listed. */
function deletedStates(conditions: readonly Condition[]): readonly boolean[] | string {
  let wanted: readonly boolean[] = [true, false];
  for (const one of conditions) {
    const operator = operatorOf(one);
    const negative = operator === "not" || operator === "not_in";
    if (!negative && !["", "=", "==", "eq", "equals", "in"].includes(operator)) {
      return `the operator ${JSON.stringify(operator)} does not apply to this field`;
    }
    const values = (valuesOf(one) ?? []).map((value) => readValue("boolean", value));
    if (values.length === 0 || values.some((value) => typeof value !== "boolean"))
      return "expected true or false";
    wanted = wanted.filter((state) => values.includes(state) !== negative);
  }
  return wanted;
}

function operatorOf(one: Condition): string {
  return typeof one === "object" && one !== null ? (one.operator ?? "") : "";
}

function valuesOf(one: Condition): readonly FilterValue[] | null {
  if (typeof one !== "object" || one === null) return [one];
  if (one.value === undefined) return null;
  return typeof one.value === "object" && one.value !== null ? one.value : [one.value];
}
