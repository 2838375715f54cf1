import { LedgerError } from "@promptledger/core/adapter";
import { Kysely, Migrator, PostgresDialect } from "kysely";
import type { Database, Query } from "../connection/database.ts";
import { sqlState } from "../connection/errors.ts";
import { migrationsOf } from "./migrations.ts";

/** What a migration did. */
export interface MigrationResult {
  /** The numbers of the migrations that were run now, oldest first; empty where the schema was up to date. */
  readonly applied: readonly string[];
  /** The number of the schema's last migration. */
  readonly version: string;
}

const MIGRATIONS_TABLE = "migrations";

/** How often a migration starts again because something else was dropped while it looked around. */
const ATTEMPTS = 10;

/** Brings the schema up to date. Several processes may do so at once: one does, the others wait for it and find nothing to do. */
export async function migrate(database: Database, schema: string): Promise<MigrationResult> {
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) });
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => ({ ...migrationsOf(`"${schema}"`) }) },
    migrationTableSchema: schema,
    migrationTableName: MIGRATIONS_TABLE,
    migrationLockTableName: "migrations_lock",
  });
  refuseNewer(schema, await appliedMigrations(database.query, schema));
  for (let attempt = 1; ; attempt++) {
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) {
      const applied = results.filter(({ status }) => status === "Success");
      return { applied: applied.map(({ migrationName }) => migrationName), version: newest(schema) };
    }
    if (attempt === ATTEMPTS || !hasVanished(error)) throw error;
  }
}

// Kysely looks through the tables and columns of all schemas, and fails where one is dropped meanwhile. It does so before it changes anything.
function hasVanished(error: unknown): boolean {
  return ["3F000", "42703", "42P01", "XX000"].includes(sqlState(error));
}

/** Throws `schema-mismatch` where the database's schema is not the one that this release works with. */
export async function checkSchema(query: Query, schema: string): Promise<void> {
  const applied = await appliedMigrations(query, schema);
  refuseNewer(schema, applied);
  const last = applied.at(-1) ?? null;
  if (last === newest(schema)) return;
  const state = last === null ? "is not there" : `is at ${last}`;
  throw new LedgerError(
    "schema-mismatch",
    `the schema ${schema} ${state}, and this release needs ${newest(schema)}: call store.migrate() or run \`promptledger migrate\``,
  );
}

function refuseNewer(schema: string, applied: readonly string[]): void {
  const known = migrationsOf(schema);
  const unknown = applied.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new LedgerError(
    "schema-mismatch",
    `the schema ${schema} is at ${unknown}, which is newer than this release, which knows ${newest(schema)}: upgrade @promptledger/adapter-postgres`,
  );
}

function newest(schema: string): string {
  return Object.keys(migrationsOf(schema)).at(-1) ?? "";
}

async function appliedMigrations(query: Query, schema: string): Promise<readonly string[]> {
  const [table] = await query("SELECT to_regclass($1) IS NOT NULL AS found", [
    `"${schema}".${MIGRATIONS_TABLE}`,
  ]);
  if (table?.[0] !== true) return [];
  const rows = await query(`SELECT name FROM "${schema}".${MIGRATIONS_TABLE} ORDER BY name`);
  return rows.map(([name]) => String(name));
}
