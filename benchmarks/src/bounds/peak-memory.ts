import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Watches the memory of the process. */
export interface PeakMemory {
  /** Ends watching; by how many megabytes memory has risen at most. */
  rise(): Promise<number>;
}

// A thread of its own sees the memory of the whole process while the event loop is blocked.
const WATCH = `
const { parentPort } = require("node:worker_threads");
let peak = process.memoryUsage.rss();
const begin = peak;
const look = () => { peak = Math.max(peak, process.memoryUsage.rss()); };
const timer = setInterval(look, 2);
parentPort.once("message", () => { clearInterval(timer); look(); parentPort.postMessage(peak - begin); });
parentPort.postMessage(0);
`;

/** Begins to watch. */
export async function peakMemory(): Promise<PeakMemory> {
  const worker = new Worker(WATCH, { eval: true });
  await once(worker, "message");
  return {
    async rise() {
      const answered = once(worker, "message");
      worker.postMessage("stop");
      const [bytes] = (await answered) as [number];
      await worker.terminate();
      return bytes / 1_048_576;
    },
  };
}
