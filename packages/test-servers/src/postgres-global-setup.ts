import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";

/**
 * What vitest calls once before the tests of the project "storage": it provides `testPostgresUrl`. The server is the one of
 * PROMPTLEDGER_TEST_POSTGRES_URL, whose new databases stay, or one that ends with the run.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env["PROMPTLEDGER_TEST_POSTGRES_URL"];
  if (given !== undefined) {
    project.provide("postgresUrl", given);
    return undefined;
  }
  const server = await startPostgres();
  project.provide("postgresUrl", server.url);
  return () => server.stop("immediate");
}
