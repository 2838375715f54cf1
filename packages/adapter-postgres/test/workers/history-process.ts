// A process with a ledger on the default schema of a database, which records what it does.
import { createLedger } from "@promptledger/core";
import { serveRecording } from "@promptledger/test-servers/worker";
import { recordedWork } from "@promptledger/testing/history";
import { Pool } from "pg";
import { postgresEventStore } from "../../src/postgres-event-store.ts";

const [, , connectionString = ""] = process.argv;
const pool = new Pool({ connectionString, max: 4 });
// An idle connection was lost: the pool opens another one.
pool.on("error", () => undefined);
const ledger = createLedger({ store: postgresEventStore({ pool }) });
serveRecording((scene) => recordedWork(ledger, scene));
