import type { PromptDocument, VersionDocument } from "../catalog/document.ts";
import type { PromptQuery, PromptRows, VersionQuery } from "../catalog/query.ts";
import type { CallOptions } from "../ports/call-options.ts";
import type { Cursor } from "./cursor.ts";

/** A page, and the count of all matches, of one moment. */
export interface PromptPage extends PromptRows {
  /** The last event of the tenant's log at that moment. */
  readonly head: Cursor;
}

/** A page of versions with their prompt, of one moment. The prompt is null if it does not exist. */
export interface VersionPage extends Pick<PromptPage, "head"> {
  /** How many versions match, on all pages together. */
  readonly total: number;
  /** The document of the prompt, deleted or not. */
  readonly prompt: PromptDocument | null;
  /** The matches of the requested page, highest number first. */
  readonly rows: readonly VersionDocument[];
}

/** Queries over a tenant's documents. Every adapter gives the same answer for every query (clauses CA-1 to CA-15). */
export interface Catalog {
  /** Finds prompts: one page of those that match, with their total. */
  findPrompts(tenant: string, query: PromptQuery, options?: CallOptions): Promise<PromptPage>;
  /** Finds versions of one prompt: one page of those that match, with their total. */
  findVersions(tenant: string, query: VersionQuery, options?: CallOptions): Promise<VersionPage>;
}
