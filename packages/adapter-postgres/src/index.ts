// The event store on PostgreSQL, or on PGlite in the process
export { type HostPGlite, type OpenedPGlite, openPGlite } from "./open-pglite.ts";
export type { PGliteClient } from "./pglite-database.ts";
export type { Pool, PoolClient } from "./pool-database.ts";
export {
  type PostgresEventStore,
  type PostgresEventStoreOptions,
  postgresEventStore,
} from "./postgres-event-store.ts";
export type { MigrationResult } from "./schema/migrate.ts";
export type { Transaction } from "./within.ts";
