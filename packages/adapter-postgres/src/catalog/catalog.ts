import type { CallOptions, Catalog } from "@promptledger/core/adapter";
import { checkTenant } from "@promptledger/core/adapter";
import { queryUntil } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import type { SearchFor } from "../query/search-query.ts";
import { compileStatement } from "../query/statement.ts";
import type { QueryFor } from "../query/tenant-query.ts";
import { findPromptsStatement, promptPageOf } from "./find-prompts.ts";
import { findVersionsStatement, versionPageOf } from "./find-versions.ts";

/** What the catalog reads. */
export interface CatalogSource {
  readonly queryFor: QueryFor;
  readonly searchFor: SearchFor;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** Whether prompts are found by their terms, as below row-level security. */
  readonly byTerms: boolean;
  /** Throws unless the store is open and the schema is the right one. */
  readonly ready: (options?: CallOptions) => Promise<void>;
}

/** The catalog as SQL: each query is one statement, so that page, count and head are of one moment (clause CA-7). */
export function postgresCatalog({ queryFor, searchFor, schema, byTerms, ready }: CatalogSource): Catalog {
  return {
    async findPrompts(tenant, promptQuery, options) {
      await ready(options);
      checkTenant(tenant);
      const { text, values } = compileStatement(findPromptsStatement(schema, tenant, promptQuery, byTerms));
      return promptPageOf(await translated(searchFor(tenant)(text, values, options?.signal), "reads"));
    },
    async findVersions(tenant, versionQuery, options) {
      await ready(options);
      checkTenant(tenant);
      const { text, values } = compileStatement(findVersionsStatement(schema, tenant, versionQuery));
      const query = queryUntil(queryFor(tenant), options?.signal);
      return versionPageOf(await translated(query(text, values), "reads"));
    },
  };
}
