import { servesThroughOutages, startRedis } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";

servesThroughOutages({ startServer: startRedis, openStore }, { downFor: 100, isQuick: true });
