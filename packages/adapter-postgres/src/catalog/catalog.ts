import type { Catalog, Signal } from "@promptledger/core/adapter";
import { checkTenant } from "@promptledger/core/adapter";
import { translated } from "../connection/errors.ts";
import type { SearchFor } from "../connection/search-query.ts";
import { compileStatement } from "../connection/statement.ts";
import type { QueryFor } from "../connection/tenant-query.ts";
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
  readonly ready: () => Promise<void>;
}

/** What ends a search. */
interface SearchOptions {
  readonly signal?: Signal;
}

/** The catalog as SQL: each query is one statement, so that page, count and head are of one moment (clause CA-7). */
export function postgresCatalog({ queryFor, searchFor, schema, byTerms, ready }: CatalogSource): Catalog {
  return {
    async findPrompts(tenant, promptQuery, { signal }: SearchOptions = {}) {
      await ready();
      checkTenant(tenant);
      const { text, values } = compileStatement(findPromptsStatement(schema, tenant, promptQuery, byTerms));
      return promptPageOf(await translated(searchFor(tenant)(text, values, signal), "reads"));
    },
    async findVersions(tenant, versionQuery) {
      await ready();
      checkTenant(tenant);
      const { text, values } = compileStatement(findVersionsStatement(schema, tenant, versionQuery));
      return versionPageOf(await translated(queryFor(tenant)(text, values), "reads"));
    },
  };
}
