import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { DeploymentDocument, PromptDocument, VersionDocument } from "./document.ts";
import type { Filter, Scope, Sort } from "./filter.ts";

/** A stretch of what is found: pages are counted from 1. */
export interface Page {
  readonly number: number;
  /** 1 to 1,000. */
  readonly size: number;
}

/** What to find. Deleted prompts are found like others: a filter on `deleted` keeps them out. */
export interface PromptQuery {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly page: Page;
  readonly scope: Scope;
  /** The environment that `live` stands for. */
  readonly environment: string;
}

/** A prompt with its current version and with what is live in the query's environment. */
export interface PromptRow {
  readonly prompt: PromptDocument;
  readonly current: VersionDocument | null;
  readonly live: DeploymentDocument | null;
}

/** Which versions of a prompt to find: newest, that is highest number, first. */
export interface VersionQuery {
  readonly prompt: PromptKey;
  /** Only committed ones, or only drafts. Default: all. */
  readonly committed?: boolean;
  readonly page: Page;
}
