import { randomUUID } from "node:crypto";
import type { ProcessStorage } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

/** Opens a store with a new prefix, and starts processes with the same prefix. */
export async function openWithWorkers(url: string, count: number): Promise<ProcessStorage> {
  const prefix = randomUUID();
  const { store, close } = openStore(url, { prefix });
  return { store, close, workers: await startWorkers(url, count, { prefix }) };
}
