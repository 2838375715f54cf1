import type { PGlite } from "@electric-sql/pglite";
import type { OpenStorageWithFaults } from "@promptledger/testing";
import type { Pool } from "pg";
import { postgresEventStore } from "../src/index.ts";
import { faultsOf } from "./faults.ts";
import { newSchema } from "./new-schema.ts";

/** What a store is opened with: a pool of connections, or a PGlite. */
type Client = { readonly pool: Pool } | { readonly pglite: PGlite };

/** A server on which schemas are made. */
interface Server {
  /** What the next store is opened with. A pool's connections have the schema's name as their application's. */
  newClient(schema: string): Client | Promise<Client>;
  /** Runs statements as a superuser. */
  admin(text: string): Promise<unknown>;
  readonly options?: { readonly rowLevelSecurity?: boolean };
}

/** A migrated schema, and the clients of the stores that were opened on it, which are idle. */
interface Place {
  readonly schema: string;
  readonly clients: Client[];
}

/**
 * Opens empty schemas, with a client of its own for every store, as processes have. What a test leaves is emptied for the next one: a schema takes a
 * tenth of a second to make, a connection 20 ms, and a contract opens hundreds.
 */
export function reusedSchemas({ newClient, admin, options = {} }: Server): OpenStorageWithFaults {
  const left: Place[] = [];
  return async (environment) => {
    const known = left.pop();
    const { schema, clients } = known ?? { schema: newSchema(), clients: [] };
    const used: Client[] = [];
    const connect = async (further = {}) => {
      const client = clients.pop() ?? (await newClient(schema));
      used.push(client);
      return postgresEventStore({ ...client, schema, ...environment, ...options, ...further });
    };
    const faults = faultsOf(admin, schema);
    if (known === undefined) await (await connect()).migrate();
    else await faults.erase();
    return {
      connect,
      async close() {
        left.push({ schema, clients: [...clients, ...used] });
      },
      ...faults,
    };
  };
}
