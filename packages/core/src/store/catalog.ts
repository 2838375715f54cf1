import type { PromptDocument, VersionDocument } from "../catalog/document.ts";
import type { PromptQuery, PromptRow, VersionQuery } from "../catalog/query.ts";
import type { CallOptions } from "../ports/call-options.ts";
import type { Cursor } from "./cursor.ts";

/** A page, and the count of all matches, of one moment. */
export interface PromptPage {
  readonly total: number;
  readonly rows: readonly PromptRow[];
  /** The last event of the tenant's log at that moment. */
  readonly head: Cursor;
}

/** A page of versions with their prompt, of one moment. The prompt is null if it does not exist. */
export interface VersionPage {
  readonly total: number;
  readonly prompt: PromptDocument | null;
  readonly rows: readonly VersionDocument[];
  readonly head: Cursor;
}

/** Queries over a tenant's documents. Every adapter gives the same answer for every query (clauses CA-1 to CA-15). */
export interface Catalog {
  /** Finds prompts: one page of those that match, with their total. */
  findPrompts(tenant: string, query: PromptQuery, options?: CallOptions): Promise<PromptPage>;
  /** Finds versions of one prompt: one page of those that match, with their total. */
  findVersions(tenant: string, query: VersionQuery, options?: CallOptions): Promise<VersionPage>;
}
