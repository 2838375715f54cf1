import type { Worker } from "@promptledger/test-servers";
import { startWorkers as startAny } from "@promptledger/test-servers";

/** What each worker runs. */
const program: URL = new URL("./worker.ts", import.meta.url);

/** Starts so many processes on one database, each with a store on the default schema. */
export function startWorkers(url: string, count: number): Promise<readonly Worker[]> {
  return startAny(program, [url], count);
}
