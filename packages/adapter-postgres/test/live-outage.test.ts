import { servesThroughOutages, startPostgres } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";

servesThroughOutages({ startServer: startPostgres, openStore }, { downFor: 100, isQuick: true });
