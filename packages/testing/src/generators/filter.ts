import type { Filter, FilterField, FilterValue, Page, Sort, Subject } from "@promptledger/core";
import type { Scope } from "@promptledger/core/adapter";
import { FILTER_OPERATORS, PROMPT_FIELDS, VERSION_FIELDS } from "@promptledger/core/adapter";
import type { Arbitrary } from "fast-check";
import { array, boolean, constant, constantFrom, integer, letrec, oneof, record, tuple } from "fast-check";
import { arbitraryModel } from "./content.ts";
import { arbitraryText } from "./text.ts";
import { arbitraryTime } from "./time.ts";

const field: Arbitrary<FilterField> = constantFrom<FilterField>(
  ...PROMPT_FIELDS,
  // Listed twice, so that the few fields of a prompt occur as often as the many fields of versions.
  ...PROMPT_FIELDS,
  ...VERSION_FIELDS.flatMap((name) => [`current.${name}`, `live.${name}`] as const),
);

const numbers = constantFrom(-2, -1, 0, 0.5, 1, 2, 256);
const subjects = constantFrom("jane", "kim", "mustache", "auto", "low", "team", "team:search");
const ids = constantFrom("prm-1", "prm-2", "pv_prm-1_1");

const value: Arbitrary<FilterValue> = oneof(
  { weight: 3, arbitrary: arbitraryText },
  { weight: 1, arbitrary: arbitraryModel },
  { weight: 1, arbitrary: oneof(subjects, ids) },
  { weight: 2, arbitrary: numbers },
  { weight: 1, arbitrary: arbitraryTime },
  { weight: 1, arbitrary: boolean() },
  { weight: 1, arbitrary: constant(null) },
);

/** Values of the kind that a field has: with any others, most comparisons find nothing. */
function fitting(name: FilterField): Arbitrary<FilterValue> {
  const own = name.split(".").at(-1) ?? name;
  if (own.endsWith("At")) return arbitraryTime;
  if (own.endsWith("By") || own === "tag") return subjects;
  if (own === "id") return ids;
  if (own === "model") return arbitraryModel;
  if (FLAGS.has(own)) return boolean();
  return NUMBERS.has(own) ? numbers : arbitraryText;
}

const FLAGS: ReadonlySet<string> = new Set([
  "starred",
  "deleted",
  "committed",
  "stream",
  "isEnforcingResponseFormat",
]);
const NUMBERS: ReadonlySet<string> = new Set([
  "commitCount",
  "number",
  "temperature",
  "maxTokens",
  "topP",
  "frequencyPenalty",
  "presencePenalty",
  "seed",
]);

/** A subject of a grant. There are few, so that generated grants and filters match. */
export const arbitrarySubject: Arbitrary<Subject> = record(
  {
    type: constantFrom("user", "group", "role", "application", "tag"),
    // The last two are tags of generated prompts.
    id: constantFrom("jane", "kim", "a:b", "%", "team", "team:search"),
  },
  { noNullPrototype: true },
);

const compare: Arbitrary<Filter> = field
  .chain((name) =>
    tuple(
      constant(name),
      constantFrom(...FILTER_OPERATORS),
      oneof({ weight: 3, arbitrary: fitting(name) }, { weight: 1, arbitrary: value }),
      constantFrom(true, false, undefined),
    ),
  )
  .map(([name, operator, with_, ignoreCase]) => {
    const filter = { type: "compare", field: name, operator, value: with_ } as const;
    return ignoreCase === undefined ? filter : { ...filter, ignoreCase };
  });

const granted: Arbitrary<Filter> = record(
  {
    type: constant("granted" as const),
    subjects: array(arbitrarySubject, { maxLength: 2 }),
    permission: constantFrom("READ", "CREATE", "UPDATE", "DELETE", "EXECUTE"),
  },
  { noNullPrototype: true },
);

const { filter } = letrec<{ filter: Filter }>((tie) => ({
  filter: oneof(
    { maxDepth: 4, depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: compare },
    { weight: 1, arbitrary: granted },
    {
      weight: 1,
      arbitrary: array(tie("filter"), { maxLength: 3 }).map((filters) => ({ type: "and", filters }) as const),
    },
    {
      weight: 1,
      arbitrary: array(tie("filter"), { maxLength: 3 }).map((filters) => ({ type: "or", filters }) as const),
    },
    { weight: 1, arbitrary: tie("filter").map((one) => ({ type: "not", filter: one }) as const) },
  ),
}));

/** Any filter. Some of its values occur in {@link arbitraryCatalog}, others do not. */
export const arbitraryFilter: Arbitrary<Filter> = filter;

/** The scope of an actor. */
export const arbitraryScope: Arbitrary<Scope> = oneof(
  { weight: 2, arbitrary: constant<Scope>("all") },
  { weight: 1, arbitrary: constant<Scope>("none") },
  { weight: 2, arbitrary: filter },
);

/** Any sort. */
export const arbitrarySort: Arbitrary<Sort> = record(
  {
    field: constantFrom("createdAt", "updatedAt", "name", "slug", "id", "current.updatedAt"),
    direction: constantFrom("ascending", "descending"),
  },
  { noNullPrototype: true },
);

/** A page that often holds only a part of a small catalog. */
export const arbitraryPage: Arbitrary<Page> = record(
  {
    number: oneof(
      { weight: 3, arbitrary: constant(1) },
      { weight: 1, arbitrary: integer({ min: 1, max: 4 }) },
    ),
    size: oneof(
      { weight: 2, arbitrary: constant(1000) },
      { weight: 1, arbitrary: integer({ min: 1, max: 5 }) },
    ),
  },
  { noNullPrototype: true },
);
