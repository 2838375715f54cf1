import type { OpenStorageWithFaults } from "@promptledger/testing";
import type { Pool } from "pg";
import { postgresEventStore } from "../src/index.ts";
import { faultsOf } from "./faults.ts";
import { newSchema } from "./new-schema.ts";

/** A server on which schemas are made. */
interface Server {
  /** Opens a pool whose connections have the schema's name as their application's. */
  newPool(schema: string): Pool;
  /** Runs statements as a superuser. */
  admin(text: string): Promise<unknown>;
  readonly options?: { readonly rowLevelSecurity?: boolean };
}

/** A migrated schema, and the idle pools of the stores that were opened on it. */
interface Place {
  readonly schema: string;
  readonly pools: Pool[];
}

/**
 * Opens empty schemas, with a pool of its own for every store, as processes have. What a test leaves is emptied for the next one: a schema takes a
 * tenth of a second to make, a connection 20 ms, and a contract opens hundreds.
 */
export function reusedSchemas({ newPool, admin, options = {} }: Server): OpenStorageWithFaults {
  const left: Place[] = [];
  return async (environment) => {
    const known = left.pop();
    const { schema, pools } = known ?? { schema: newSchema(), pools: [] };
    const used: Pool[] = [];
    const connect = (further = {}) => {
      const pool = pools.pop() ?? newPool(schema);
      used.push(pool);
      return postgresEventStore({ pool, schema, ...environment, ...options, ...further });
    };
    const faults = faultsOf(admin, schema);
    if (known === undefined) await connect().migrate();
    else await faults.erase();
    return {
      connect: async (further) => connect(further),
      async close() {
        left.push({ schema, pools: [...pools, ...used] });
      },
      ...faults,
    };
  };
}
