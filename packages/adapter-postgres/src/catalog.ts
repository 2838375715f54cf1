import type { Catalog } from "@promptledger/core";
import { checkTenant } from "@promptledger/core";
import type { Query, Row } from "./database.ts";
import { translated } from "./errors.ts";
import { findPromptsStatement, promptPageOf } from "./find-prompts.ts";
import { findVersionsStatement, versionPageOf } from "./find-versions.ts";
import type { Statement } from "./statement.ts";
import { compileStatement } from "./statement.ts";

/** The catalog as SQL: each query is one statement, so that page, count and head are of one moment (clause CA-7). */
export function postgresCatalog(query: Query, schema: string, ready: () => Promise<void>): Catalog {
  async function run(statement: Statement): Promise<readonly Row[]> {
    const { text, values } = compileStatement(statement);
    return translated(query(text, values), "reads");
  }
  return {
    async findPrompts(tenant, promptQuery) {
      await ready();
      checkTenant(tenant);
      return promptPageOf(await run(findPromptsStatement(schema, tenant, promptQuery)));
    },
    async findVersions(tenant, versionQuery) {
      await ready();
      checkTenant(tenant);
      return versionPageOf(await run(findVersionsStatement(schema, tenant, versionQuery)));
    },
  };
}
