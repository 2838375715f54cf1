// A process with a pool and a store of its own, on the default schema of a database.
import { serveJobs } from "@promptledger/test-servers/worker";
import { Pool } from "pg";
import { postgresEventStore } from "../../src/postgres-event-store.ts";

const [, , connectionString = ""] = process.argv;
const pool = new Pool({ connectionString, max: 4 });
// An idle connection was lost: the pool opens another one.
pool.on("error", () => undefined);
serveJobs(postgresEventStore({ pool }));
