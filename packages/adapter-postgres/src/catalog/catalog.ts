import type { Catalog } from "@promptledger/core/adapter";
import { checkTenant } from "@promptledger/core/adapter";
import type { Row } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import type { Statement } from "../connection/statement.ts";
import { compileStatement } from "../connection/statement.ts";
import type { QueryFor } from "../connection/tenant-query.ts";
import { findPromptsStatement, promptPageOf } from "./find-prompts.ts";
import { findVersionsStatement, versionPageOf } from "./find-versions.ts";

/** What the catalog reads. */
export interface CatalogSource {
  readonly queryFor: QueryFor;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** Whether prompts are found by their terms, as below row-level security. */
  readonly byTerms: boolean;
  /** Throws unless the store is open and the schema is the right one. */
  readonly ready: () => Promise<void>;
}

/** The catalog as SQL: each query is one statement, so that page, count and head are of one moment (clause CA-7). */
export function postgresCatalog({ queryFor, schema, byTerms, ready }: CatalogSource): Catalog {
  async function run(tenant: string, statement: Statement): Promise<readonly Row[]> {
    const { text, values } = compileStatement(statement);
    return translated(queryFor(tenant)(text, values), "reads");
  }
  return {
    async findPrompts(tenant, promptQuery) {
      await ready();
      checkTenant(tenant);
      return promptPageOf(await run(tenant, findPromptsStatement(schema, tenant, promptQuery, byTerms)));
    },
    async findVersions(tenant, versionQuery) {
      await ready();
      checkTenant(tenant);
      return versionPageOf(await run(tenant, findVersionsStatement(schema, tenant, versionQuery)));
    },
  };
}
