import { inject } from "vitest";
import { createDatabase } from "./create-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** The PostgreSQL server that all tests of a run share. To kill or restart one, a test starts its own: `startPostgres`. */
export interface TestPostgres {
  /** The URL of a database that no test writes to. */
  readonly url: string;
  /** Creates an empty database of a unique name, and answers its URL. */
  createDatabase(): Promise<string>;
}

/** The server of the run: that of PROMPTLEDGER_TEST_POSTGRES_URL if set, else one that the run has started. */
export function testPostgres(): TestPostgres {
  const url = testPostgresUrl();
  return { url, createDatabase: () => createDatabase(url) };
}

/** The URL of the run's server. Throws in a test that does not belong to the project "storage" of vitest.config.ts. */
export function testPostgresUrl(): string {
  const url: string | undefined = inject("postgresUrl");
  if (url !== undefined) return url;
  throw new Error(
    "this test has no PostgreSQL: name its file *.postgres.test.ts, or add its folder to the project storage of vitest.config.ts",
  );
}
