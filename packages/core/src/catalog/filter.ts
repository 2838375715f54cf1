import type { Permission, Subject } from "../access/grant.ts";

/** A value to compare a field with. Times are integer milliseconds. */
export type FilterValue = string | number | boolean | null;

/** The fields of a prompt itself. `tag` means the id and name (`key` or `key:value`) of each tag. */
export const PROMPT_FIELDS = [
  "id",
  "slug",
  "name",
  "description",
  "starred",
  "deleted",
  "tag",
  "commitCount",
  "createdBy",
  "createdAt",
  "updatedAt",
] as const;

/** One of the {@link PROMPT_FIELDS}. */
export type PromptField = (typeof PROMPT_FIELDS)[number];

/** The fields of a version by which a prompt can be found. */
export const VERSION_FIELDS = [
  "number",
  "id",
  "description",
  "committed",
  "createdBy",
  "updatedBy",
  "createdAt",
  "updatedAt",
  "model",
  "temperature",
  "maxTokens",
  "topP",
  "frequencyPenalty",
  "presencePenalty",
  "stream",
  "reasoningEffort",
  "verbosity",
  "seed",
  "toolChoice",
  "isEnforcingResponseFormat",
  "templateSyntax",
] as const;

/** One of the {@link VERSION_FIELDS}. */
export type VersionField = (typeof VERSION_FIELDS)[number];

/** A field of a prompt, of its current version, or of the live version in the query's environment. */
export type FilterField = PromptField | `current.${VersionField}` | `live.${VersionField}`;

/**
 * How a field is compared. Strings are compared by code point. A `null` field matches only `equals null`. Values of different types are never
 * equal and never ordered. The last three operators take strings. With `ignoreCase`, both sides are folded first.
 */
export const FILTER_OPERATORS = [
  "equals",
  "less",
  "lessOrEqual",
  "greater",
  "greaterOrEqual",
  "contains",
  "startsWith",
  "endsWith",
] as const;

/** One of the {@link FILTER_OPERATORS}. */
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Which prompts to find: a small expression tree. An empty `and` is true, an empty `or` false. */
export type Filter =
  | { readonly type: "and"; readonly filters: readonly Filter[] }
  | { readonly type: "or"; readonly filters: readonly Filter[] }
  | { readonly type: "not"; readonly filter: Filter }
  | {
      readonly type: "compare";
      readonly field: FilterField;
      readonly operator: FilterOperator;
      readonly value: FilterValue;
      /** Folds both sides to lower case first. Default: false. */
      readonly ignoreCase?: boolean;
    }
  /** The prompts on which one of these subjects has the permission, by `effectiveGrants`. A tag is a subject too. */
  | { readonly type: "granted"; readonly subjects: readonly Subject[]; readonly permission: Permission }
  /** The prompts that one of these actors created. There may be many of them. */
  | { readonly type: "createdBy"; readonly actors: ReadonlySet<string> };

/**
 * A filter of `prompts.find`. In addition to a {@link Filter} it compares the e-mail addresses of creators, which only the actor directory
 * has, so that they can be erased. A creator without an address has the address `null`.
 */
export type FindFilter =
  | { readonly type: "and"; readonly filters: readonly FindFilter[] }
  | { readonly type: "or"; readonly filters: readonly FindFilter[] }
  | { readonly type: "not"; readonly filter: FindFilter }
  | Extract<Filter, { readonly type: "compare" | "granted" | "createdBy" }>
  | CreatorComparison;

/** Compares the e-mail address of a prompt's creator, like `compare` a field. */
export interface CreatorComparison {
  readonly type: "creator";
  readonly operator: FilterOperator;
  readonly value: string | null;
  /** Folds both sides to lower case first. Default: false. */
  readonly ignoreCase?: boolean;
}

/** What the policy allows an actor to see: everything, nothing, or the matches of a filter. */
export type Scope = "all" | "none" | Filter;

/** The order of matches. Nulls are last in both directions. Ties are ordered by id, in the same direction. */
export interface Sort {
  readonly field: "createdAt" | "updatedAt" | "name" | "slug" | "id" | "current.updatedAt";
  readonly direction: "ascending" | "descending";
}

/** Newest first. */
export const NEWEST_FIRST: Sort = { field: "createdAt", direction: "descending" };
