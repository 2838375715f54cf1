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
  | {
      /** Matches what all of the filters match, and everything if there are none. */
      readonly type: "and";
      /** Up to 1,000; nested up to 32 levels deep. */
      readonly filters: readonly Filter[];
    }
  | {
      /** Matches what at least one of the filters matches, and nothing if there are none. */
      readonly type: "or";
      /** Up to 1,000; nested up to 32 levels deep. */
      readonly filters: readonly Filter[];
    }
  | {
      /** Matches what the filter does not match. */
      readonly type: "not";
      /** The filter to negate. */
      readonly filter: Filter;
    }
  | {
      /** Matches prompts whose field compares with the value; for `tag`, prompts of which one tag does. */
      readonly type: "compare";
      /** `current.` and `live.` stand before the fields of versions. */
      readonly field: FilterField;
      /** See {@link FILTER_OPERATORS}. */
      readonly operator: FilterOperator;
      /** A string has at most 10,000 characters. */
      readonly value: FilterValue;
      /** Folds both sides to lower case first. Default: false. */
      readonly ignoreCase?: boolean;
    }
  | {
      /** Matches prompts on which one of the subjects has the permission, by `effectiveGrants`. */
      readonly type: "granted";
      /** Up to 1,000. A tag is a subject too. */
      readonly subjects: readonly Subject[];
      /** One that a grant on the prompt, or on one of its tags, gives. */
      readonly permission: Permission;
    }
  | {
      /** Matches prompts that one of the actors created. */
      readonly type: "createdBy";
      /** The ids of the actors. There may be many. */
      readonly actors: ReadonlySet<string>;
    };

/**
 * A filter of `prompts.find`. In addition to a {@link Filter} it compares the e-mail addresses of creators, which only the actor directory
 * has, so that they can be erased. A creator without an address has the address `null`.
 */
export type FindFilter =
  | {
      /** Matches what all of the filters match, and everything if there are none. */
      readonly type: "and";
      /** Up to 1,000; nested up to 32 levels deep. */
      readonly filters: readonly FindFilter[];
    }
  | {
      /** Matches what at least one of the filters matches, and nothing if there are none. */
      readonly type: "or";
      /** Up to 1,000; nested up to 32 levels deep. */
      readonly filters: readonly FindFilter[];
    }
  | {
      /** Matches what the filter does not match. */
      readonly type: "not";
      /** The filter to negate. */
      readonly filter: FindFilter;
    }
  | FilterOf<"compare" | "granted" | "createdBy">
  | CreatorComparison;

/** The filters of these types. */
type FilterOf<Type extends Filter["type"]> = Extract<Filter, { readonly type: Type }>;

/** Compares the e-mail address of a prompt's creator, like `compare` a field. */
export interface CreatorComparison {
  /** Matches prompts whose creator has an e-mail address that compares with the value. */
  readonly type: "creator";
  /** See {@link FILTER_OPERATORS}. */
  readonly operator: FilterOperator;
  /** Up to 10,000 characters; null for creators without an address. */
  readonly value: string | null;
  /** Folds both sides to lower case first. Default: false. */
  readonly ignoreCase?: boolean;
}

/** What the policy allows an actor to see: everything, nothing, or the matches of a filter. */
export type Scope = "all" | "none" | Filter;

/** The order of matches. Nulls are last in both directions. Ties are ordered by id, in the same direction. */
export interface Sort {
  /** Strings are ordered by code point. `current.updatedAt` is null without versions. */
  readonly field: "createdAt" | "updatedAt" | "name" | "slug" | "id" | "current.updatedAt";
  /** Also that of the ids, which order ties. */
  readonly direction: "ascending" | "descending";
}

/** Newest first. */
export const NEWEST_FIRST: Sort = { field: "createdAt", direction: "descending" };
