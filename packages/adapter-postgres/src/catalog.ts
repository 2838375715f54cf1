import type { Catalog } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import type { Query } from "./database.ts";

/** The catalog as SQL. */
export function postgresCatalog(query: Query, schema: string, ready: () => Promise<void>): Catalog {
  const missing = async (): Promise<never> => {
    await ready();
    throw new LedgerError("unavailable", `not written yet ${schema} ${typeof query}`);
  };
  return { findPrompts: missing, findVersions: missing };
}
