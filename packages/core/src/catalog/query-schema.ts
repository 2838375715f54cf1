import * as z from "zod";
import { subjectSchema } from "../access/actor.ts";
import type { Permission } from "../access/grant.ts";
import { PERMISSIONS } from "../access/grant.ts";
import { normalSlug } from "../prompt/slug.ts";
import { jsonArray, text } from "../validation/json.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { FilterField, FindFilter, Sort } from "./filter.ts";
import { FILTER_OPERATORS, PROMPT_FIELDS, VERSION_FIELDS } from "./filter.ts";
import type { Page } from "./query.ts";

/** Every field by which a prompt can be found. */
const FILTER_FIELDS: readonly FilterField[] = [
  ...PROMPT_FIELDS,
  ...VERSION_FIELDS.flatMap((field) => [`current.${field}`, `live.${field}`]),
] as readonly FilterField[];

const MAXIMUM_NESTING = 32;
const MAXIMUM_FILTERS = 1000;

const compare = z
  .strictObject({
    type: z.literal("compare"),
    field: z.enum(FILTER_FIELDS as readonly [FilterField, ...FilterField[]]),
    operator: z.enum(FILTER_OPERATORS),
    value: z.union([text(10_000), z.number(), z.boolean(), z.null()], {
      error:
        "must be a text of at most 10,000 characters, a number, a boolean or null; a time is in milliseconds since 1970",
    }),
    ignoreCase: z.boolean().optional(),
  })
  // Slugs are stored in one normal form, and so are looked for in it.
  .overwrite((one) =>
    one.field === "slug" && typeof one.value === "string" ? { ...one, value: normalSlug(one.value) } : one,
  );

const granted = z.strictObject({
  type: z.literal("granted"),
  subjects: jsonArray(subjectSchema, MAXIMUM_FILTERS),
  permission: z.enum(PERMISSIONS as readonly [Permission, ...Permission[]]),
});

const createdBy = z.strictObject({
  type: z.literal("createdBy"),
  actors: z.set(text(255)),
});

const creator = z.strictObject({
  type: z.literal("creator"),
  operator: compare.shape.operator,
  value: z.union([text(10_000), z.null()], { error: "must be a text of at most 10,000 characters, or null" }),
  ignoreCase: compare.shape.ignoreCase,
});

/** The schema of a filter: at most 32 levels deep, lists of at most 1,000. */
export const findFilterSchema: z.ZodType<FindFilter> = nested(MAXIMUM_NESTING);

function nested(levels: number): z.ZodType<FindFilter> {
  const leaves = [compare, granted, createdBy, creator] as const;
  if (levels === 0) return schemaFor<FindFilter>(z.union(leaves));
  const inner = z.lazy(() => nested(levels - 1));
  const list = jsonArray(inner, MAXIMUM_FILTERS);
  return schemaFor<FindFilter>(
    z.discriminatedUnion("type", [
      ...leaves,
      z.strictObject({ type: z.literal("and"), filters: list }),
      z.strictObject({ type: z.literal("or"), filters: list }),
      z.strictObject({ type: z.literal("not"), filter: inner }),
    ]),
  );
}

/** The schema of a sort. */
export const sortSchema: z.ZodType<Sort> = schemaFor(
  z.strictObject({
    field: z.enum(["createdAt", "updatedAt", "name", "slug", "id", "current.updatedAt"]),
    direction: z.enum(["ascending", "descending"]),
  }),
);

/** The schema of a page. */
export const pageSchema: z.ZodType<Page> = schemaFor(
  z.strictObject({
    number: z.int().min(1),
    size: z.int().min(1).max(1000),
  }),
);
