import type { DatabaseIntrospector, Kysely, TableMetadata } from "kysely";
import { PostgresDialect, sql } from "kysely";
import type { Database } from "../connection/database.ts";

/**
 * PostgreSQL for Kysely's migrator, which asks whether its own tables exist. Kysely's introspector reads the tables and columns of every schema
 * for that, and fails where another one is dropped meanwhile. This one reads the names in one schema.
 */
export class OneSchemaDialect extends PostgresDialect {
  readonly #schema: string;

  constructor(pool: Database["pool"], schema: string) {
    super({ pool });
    this.#schema = schema;
  }

  override createIntrospector(kysely: Kysely<unknown>): DatabaseIntrospector {
    const schema = this.#schema;
    const getTables = async (): Promise<TableMetadata[]> => {
      const found = sql<{
        name: string;
      }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`;
      const { rows } = await found.execute(kysely);
      return rows.map(({ name }) => ({ name, schema, isView: false, columns: [] }));
    };
    return {
      async getSchemas() {
        const found = sql<{
          name: string;
        }>`SELECT nspname AS name FROM pg_namespace WHERE nspname = ${schema}`;
        return (await found.execute(kysely)).rows;
      },
      getTables,
      getMetadata: async () => ({ tables: await getTables() }),
    };
  }
}
