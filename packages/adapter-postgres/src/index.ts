// The event store on PostgreSQL, or on PGlite in the process

export type { Pool, PoolClient } from "./connection/pool.ts";
export type { Transaction } from "./connection/transaction.ts";
export { type HostPGlite, type OpenedPGlite, openPGlite } from "./pglite/open-pglite.ts";
export type { PGliteClient } from "./pglite/pglite-database.ts";
export { type PostgresEventStore, postgresEventStore } from "./postgres-event-store.ts";
export type { MigrationResult } from "./schema/migrate.ts";
export type { PostgresEventStoreOptions } from "./store-options.ts";
