import type { Filter, Sort } from "../catalog/filter.ts";
import type { Page } from "../catalog/query.ts";
import type { At } from "../history/moment.ts";

/** What every read takes. */
export interface ReadOptions {
  /** Reads the past. Default: now. */
  readonly at?: At;
}

/** Reading prompts: which environment's deployment is shown as `live`, and whether deleted prompts are found. */
export interface PromptReadOptions extends ReadOptions {
  /** Default: `production`. */
  readonly environment?: string;
  /** `false` finds living prompts (the default), `true` deleted ones, `"any"` both. */
  readonly deleted?: boolean | "any";
}

/** Which prompts to find. */
export interface FindOptions extends PromptReadOptions {
  readonly filter?: Filter;
  /** Default: newest first. */
  readonly sort?: Sort;
  /** Default: the first 25. */
  readonly page?: Page;
}

/** Which versions of a prompt to list. */
export interface VersionListOptions extends ReadOptions {
  /** Default: the first 200. */
  readonly page?: Page;
  /** Only committed ones, or only drafts. Default: all. */
  readonly committed?: boolean;
}

/** A page of what was found, with the count of all of it, of one moment. */
export interface Found<T> {
  readonly total: number;
  readonly items: readonly T[];
  /** The head of the tenant's log at that moment. */
  readonly position: number;
}
