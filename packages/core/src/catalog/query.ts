import type { PromptKey } from "../prompt/prompt-ref.ts";
import type { DeploymentDocument, PromptDocument, VersionDocument } from "./document.ts";
import type { Filter, Scope, Sort } from "./filter.ts";

/** A page of matches. Pages are counted from 1. */
export interface Page {
  /** 1 is the first page. A page after the last one is empty. */
  readonly number: number;
  /** 1 to 1,000. */
  readonly size: number;
}

/** A query for prompts. It also finds deleted prompts, unless a filter on `deleted` excludes them. */
export interface PromptQuery {
  /** What the caller looks for. */
  readonly filter: Filter;
  /** The order of the rows. */
  readonly sort: Sort;
  /** Which of the matches are wanted. */
  readonly page: Page;
  /** What the actor may see. Other prompts are neither found nor counted. */
  readonly scope: Scope;
  /** The environment of `live`. */
  readonly environment: string;
}

/** A prompt with its current version and its live version in the query's environment. */
export interface PromptRow {
  /** The document of the prompt. */
  readonly prompt: PromptDocument;
  /** The version with the highest number; null without versions. */
  readonly current: VersionDocument | null;
  /** What is live in the environment of the query; null for nothing. */
  readonly live: DeploymentDocument | null;
}

/** A page of prompts, and the count of all matches. */
export interface PromptRows {
  /** How many prompts match, on all pages together. */
  readonly total: number;
  /** The matches of the requested page, in the requested order. */
  readonly rows: readonly PromptRow[];
}

/** A query for versions of a prompt, highest number first. */
export interface VersionQuery {
  /** The prompt, by its id or slug. */
  readonly prompt: PromptKey;
  /** True for only committed versions, false for only drafts. Default: all. */
  readonly committed?: boolean;
  /** Only versions with a lower number than this one. Default: all. */
  readonly below?: number;
  /** Which of the matches are wanted. */
  readonly page: Page;
}
