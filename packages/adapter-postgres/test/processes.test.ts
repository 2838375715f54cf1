import { fourProcesses, testPostgres } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

fourProcesses("on one PostgreSQL", async (count) => {
  const url = await testPostgres().createDatabase();
  const { store, close } = await openStore(url);
  return { store, close, workers: await startWorkers(url, count) };
});
