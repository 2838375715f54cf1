import { servesThroughOutages, startPostgres } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";

servesThroughOutages({ startServer: startPostgres, openStore }, { downFor: 30_000, isQuick: false });
