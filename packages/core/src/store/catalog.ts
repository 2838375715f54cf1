import type { Cursor } from "./cursor.ts";
import type { DeploymentDocument, PromptDocument, VersionDocument } from "../catalog/document.ts";
import type { Filter, Scope, Sort } from "../catalog/filter.ts";

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

/** A page and the count of all that is found, of one moment. */
export interface PromptPage {
  readonly total: number;
  readonly rows: readonly PromptRow[];
  /** The last event of the tenant's log at that moment. */
  readonly head: Cursor;
}

/** Which versions of a prompt to find: newest, that is highest number, first. */
export interface VersionQuery {
  readonly promptId: string;
  /** Only committed ones, or only drafts. Default: all. */
  readonly committed?: boolean;
  readonly page: Page;
}

/** A page of versions with their prompt, null where there is none, of one moment. */
export interface VersionPage {
  readonly total: number;
  readonly prompt: PromptDocument | null;
  readonly rows: readonly VersionDocument[];
  readonly head: Cursor;
}

/** Queries over a tenant's documents. Every adapter gives the same answer for every query (clauses CA-1 to CA-13). */
export interface Catalog {
  findPrompts(tenant: string, query: PromptQuery): Promise<PromptPage>;
  findVersions(tenant: string, query: VersionQuery): Promise<VersionPage>;
}
