import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { DeploymentDocument, PromptDocument, VersionDocument } from "./document.ts";
import type { Filter, Scope, Sort } from "./filter.ts";

/** A page of matches. Pages are counted from 1. */
export interface Page {
  readonly number: number;
  /** 1 to 1,000. */
  readonly size: number;
}

/** A query for prompts. It also finds deleted prompts, unless a filter on `deleted` excludes them. */
export interface PromptQuery {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly page: Page;
  readonly scope: Scope;
  /** The environment of `live`. */
  readonly environment: string;
}

/** A prompt with its current version and its live version in the query's environment. */
export interface PromptRow {
  readonly prompt: PromptDocument;
  readonly current: VersionDocument | null;
  readonly live: DeploymentDocument | null;
}

/** A query for versions of a prompt, highest number first. */
export interface VersionQuery {
  readonly prompt: PromptKey;
  /** True for only committed versions, false for only drafts. Default: all. */
  readonly committed?: boolean;
  /** Only versions with a lower number than this one. Default: all. */
  readonly below?: number;
  readonly page: Page;
}
