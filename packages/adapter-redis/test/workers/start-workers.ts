import type { Worker } from "@promptledger/test-servers";
import { startWorkers as startAny } from "@promptledger/test-servers";

const program = new URL("./worker.ts", import.meta.url);

/** What the stores of workers are opened with. */
export interface WorkerOptions {
  readonly prefix?: string;
  readonly waitForReplicas?: number;
}

/** Starts so many processes on one server or cluster, each with a store. */
export function startWorkers(
  url: string,
  count: number,
  options: WorkerOptions = {},
): Promise<readonly Worker[]> {
  return startAny(program, [url, JSON.stringify(options)], count);
}
