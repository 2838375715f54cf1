import { LedgerError } from "@promptledger/core/adapter";
import { Kysely, Migrator } from "kysely";
import type { Database, Query } from "../connection/database.ts";
import { migrationsOf } from "./migrations.ts";
import { OneSchemaDialect } from "./one-schema-dialect.ts";

/** What a migration did. */
export interface MigrationResult {
  /** The numbers of the migrations that were run now, oldest first; empty where the schema was up to date. */
  readonly applied: readonly string[];
  /** The number of the schema's last migration. */
  readonly version: string;
}

const MIGRATIONS_TABLE = "migrations";

/** Brings the schema up to date. Several processes may do so at once: one does, the others wait for it and find nothing to do. */
export async function migrate(database: Database, schema: string): Promise<MigrationResult> {
  const kysely = new Kysely<unknown>({ dialect: new OneSchemaDialect(database.pool, schema) });
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => ({ ...migrationsOf(`"${schema}"`) }) },
    migrationTableSchema: schema,
    migrationTableName: MIGRATIONS_TABLE,
    migrationLockTableName: "migrations_lock",
  });
  refuseNewer(schema, await appliedMigrations(database.query, schema));
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  const applied = results.filter(({ status }) => status === "Success");
  return { applied: applied.map(({ migrationName }) => migrationName), version: newest(schema) };
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
