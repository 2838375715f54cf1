import type { Kysely, Migration } from "kysely";
import { sql } from "kysely";
import { appendFunction, lockFunction } from "./functions/append-function.ts";
import { listTypes } from "./functions/append-lists.ts";
import { durableFunction } from "./functions/durable-function.ts";
import { loadFunction } from "./functions/load-function.ts";
import {
  appendRedactingFunction,
  redactionsAlone,
  redactionTrigger,
} from "./functions/redaction-functions.ts";
import { restoreFunction } from "./functions/restore-function.ts";
import { tenantsFunction } from "./functions/tenants-function.ts";
import { tables } from "./tables.ts";

/**
 * The numbered migrations of a schema, oldest first. One that was released is never changed: a function gets a new version in its
 * name, so that processes of the old release go on beside those of the new one.
 *
 * @param schema The schema's name, quoted.
 */
export function migrationsOf(schema: string): Readonly<Record<string, Migration>> {
  const run =
    (...statements: readonly string[]) =>
    async (database: Kysely<unknown>): Promise<void> => {
      for (const statement of statements) await sql.raw(statement).execute(database);
    };
  return {
    "0001": {
      up: run(
        ...tables(schema).trim().split(/;\n\n/u),
        ...listTypes(schema),
        durableFunction(schema),
        lockFunction(schema),
        appendFunction(schema),
        redactionTrigger(schema),
        redactionsAlone(schema),
        appendRedactingFunction(schema),
        loadFunction(schema),
        restoreFunction(schema),
        tenantsFunction(schema),
      ),
    },
    "0002": { up: run(trigrams(schema)) },
  };
}

/** Indexes for searching within names, where the extension is to be had; without it such a search reads the tenant's rows. */
function trigrams(schema: string): string {
  return `
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    EXECUTE (
      SELECT format('CREATE INDEX prompts_name_search ON ${schema}.prompts USING gin (name_folded %I.gin_trgm_ops) WITH (fastupdate = on, gin_pending_list_limit = 256)', n.nspname)
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'
    );
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'pg_trgm is there but may not be created by this role: searches go without its index';
END $$`;
}
