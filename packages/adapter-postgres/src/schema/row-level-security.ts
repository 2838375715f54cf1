import { LedgerError } from "@promptledger/core/adapter";
import type { Query } from "../connection/database.ts";
import { TENANT_SETTING } from "../query/tenant-query.ts";
import { promptTermsTable } from "./prompt-terms-table.ts";
import { lockSeed } from "./schema-name.ts";

/** The tables that hold what is a tenant's, each with the column that says whose a row is. */
const TABLES = {
  events: "tenant",
  commands: "tenant",
  prompts: "tenant",
  prompt_bodies: "tenant",
  prompt_terms: "tenant",
  versions: "tenant",
  deployments: "tenant",
  slugs: "tenant",
  records: "scope",
} as const;

const POLICY = "own_tenant";

/** Puts every table behind a policy that its owner is held to as well. A table that has it already is left alone. */
export async function secureRows(query: Query, schema: string): Promise<void> {
  const quoted = `"${schema}"`;
  const secured = Object.entries(TABLES).map(
    ([table, column]) => `
  IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = '${quoted}.${table}'::regclass AND polname = '${POLICY}') THEN
    CREATE POLICY ${POLICY} ON ${quoted}.${table}
      USING (${column} = current_setting('${TENANT_SETTING}', true))
      WITH CHECK (${column} = current_setting('${TENANT_SETTING}', true));
  END IF;
  IF NOT (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '${quoted}.${table}'::regclass) THEN
    ALTER TABLE ${quoted}.${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${quoted}.${table} FORCE ROW LEVEL SECURITY;
  END IF;`,
  );
  await query(`
DO $secure$
BEGIN
  -- Others that do this at the same time find nothing left to do.
  PERFORM pg_advisory_xact_lock(hashtextextended('${POLICY}', ${lockSeed(quoted)}));
  IF to_regclass('${quoted}.prompt_terms') IS NULL THEN
    -- Nobody writes meanwhile, and this role sees all.
    ALTER TABLE ${quoted}.prompts NO FORCE ROW LEVEL SECURITY;${promptTermsTable(quoted)}
  END IF;${secured.join("")}
END $secure$`);
}

/**
 * Throws `unavailable` where this role's rows would not be kept apart though they are to be, and `schema-mismatch` where the schema
 * is not secured though it is to be, or the other way about.
 */
export async function checkRowSecurity(query: Query, schema: string, wanted: boolean): Promise<void> {
  const [row = []] = await query(
    `SELECT r.rolname, r.rolsuper, r.rolbypassrls, array_to_string(ARRAY(
        SELECT t.name FROM unnest($2::text[]) AS t (name)
        LEFT JOIN pg_class c ON c.relnamespace = to_regnamespace($1) AND c.relname = t.name
        WHERE c.oid IS NULL OR NOT c.relrowsecurity OR NOT c.relforcerowsecurity
          OR NOT EXISTS (SELECT FROM pg_policy y WHERE y.polrelid = c.oid AND y.polname = '${POLICY}')
      ), ', '), EXISTS (
        SELECT FROM pg_class c
        WHERE c.relnamespace = to_regnamespace($1) AND c.relname = ANY ($2::text[]) AND row_security_active(c.oid)
      )
    FROM pg_roles r WHERE r.rolname = current_user`,
    [schema, Object.keys(TABLES)],
  );
  const [role, isSuperuser, bypasses, open, isActive] = row;
  if (!wanted) {
    if (isActive !== true) return;
    throw new LedgerError(
      "schema-mismatch",
      `the schema ${schema} has row-level security, which would hide every row from the role ${role}: open the store with \`rowLevelSecurity: true\` (in a URL \`?rowLevelSecurity=true\`)`,
    );
  }
  if (isSuperuser === true || bypasses === true) {
    const what = isSuperuser === true ? "is a superuser" : "has BYPASSRLS";
    throw new LedgerError(
      "unavailable",
      `the role ${role} ${what}, whom row-level security does not hold: connect as a role that is NOSUPERUSER and NOBYPASSRLS, or open the store without \`rowLevelSecurity\``,
    );
  }
  if (open !== "") {
    throw new LedgerError(
      "schema-mismatch",
      `the schema ${schema} has no forced row-level security on ${open}: call store.migrate() with \`rowLevelSecurity: true\`, or run \`promptledger migrate\` with \`?rowLevelSecurity=true\` in the URL`,
    );
  }
}
