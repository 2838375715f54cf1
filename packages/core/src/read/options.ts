import * as z from "zod";
import type { FindFilter, Sort } from "../catalog/filter.ts";
import type { Page } from "../catalog/query.ts";
import { findFilterSchema, pageSchema, sortSchema } from "../catalog/query-schema.ts";
import type { At } from "../history/moment.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import { environmentSchema } from "../prompt/commands.ts";
import { schemaFor } from "../validation/schema-for.ts";

/** The options of every read. */
export interface ReadOptions extends CallOptions {
  /** When to read. Default: now. */
  readonly at?: At;
}

// Whatever is given as `at` is checked where it is read.
const read = { ...callShape, at: z.custom<At>().optional() };

/** The schema of {@link ReadOptions}. */
export const readSchema: z.ZodType<ReadOptions> = schemaFor(z.strictObject(read));

/** Reading prompts: which environment's deployment is shown as `live`, and whether deleted prompts are found. */
export interface PromptReadOptions extends ReadOptions {
  /** Default: `production`. */
  readonly environment?: string;
  /** `false` (the default) finds prompts that are not deleted, `true` finds deleted ones, `"any"` finds both. */
  readonly deleted?: boolean | "any";
}

const readPrompt = {
  ...read,
  environment: environmentSchema.optional(),
  deleted: z.union([z.boolean(), z.literal("any")], { error: 'must be true, false or "any"' }).optional(),
};

/** The schema of {@link PromptReadOptions}. */
export const promptReadSchema: z.ZodType<PromptReadOptions> = schemaFor(z.strictObject(readPrompt));

/** Which prompts to find. */
export interface FindOptions extends PromptReadOptions {
  /** Default: all prompts that the actor may READ. */
  readonly filter?: FindFilter;
  /** Default: newest first. */
  readonly sort?: Sort;
  /** Default: the first 25. */
  readonly page?: Page;
}

/** The schema of {@link FindOptions}. */
export const findSchema: z.ZodType<FindOptions> = schemaFor(
  z.strictObject({
    ...readPrompt,
    filter: findFilterSchema.optional(),
    sort: sortSchema.optional(),
    page: pageSchema.optional(),
  }),
);

/** Which versions of a prompt to list. */
export interface VersionListOptions extends ReadOptions {
  /** Default: the first 200. */
  readonly page?: Page;
  /** True for only committed versions, false for only drafts. Default: all. */
  readonly committed?: boolean;
  /**
   * Only versions with a lower number than this one, and only these are counted. Continue after the last version of a page with it: then no version
   * is missed if others are created or deleted meanwhile. Default: all.
   */
  readonly below?: number;
}

/** The schema of {@link VersionListOptions}. */
export const versionListSchema: z.ZodType<VersionListOptions> = schemaFor(
  z.strictObject({
    ...read,
    page: pageSchema.optional(),
    committed: z.boolean().optional(),
    below: z.int().optional(),
  }),
);

/** A page of what was found, with the count of all of it, of one moment. */
export interface Found<T> {
  /** How many were found, on all pages together. */
  readonly total: number;
  /** What is on the requested page, in the requested order. */
  readonly items: readonly T[];
  /** The head of the tenant's log at that moment. */
  readonly position: number;
}
