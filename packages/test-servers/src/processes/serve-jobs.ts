import type { EventStore } from "@promptledger/core";
import { createVersions } from "./create-versions.ts";
import { followOn } from "./follow-on.ts";
import type { FromWorker, Jobs, ToWorker } from "./worker-message.ts";
import { write } from "./write.ts";

type JobsOf = {
  readonly [Name in keyof Jobs]: (
    argument: Jobs[Name]["argument"],
    report: (note: Jobs[Name]["note"]) => void,
    signal: AbortSignal,
  ) => Promise<Jobs[Name]["value"]>;
};

/** Runs the jobs that `startWorkers` sends, on the store of this process. The process ends when its parent disconnects. */
export function serveJobs(store: EventStore): void {
  const stops = new Map<number, AbortController>();
  const jobs: JobsOf = {
    append: (batch) => store.append(batch),
    write: (argument, report, signal) => write(store, argument, report, signal),
    follow: ({ tenant }, report, signal) => followOn(store, tenant, report, signal),
    createVersions: (argument) => createVersions(store, argument),
  };

  async function run({ call, job, argument }: Extract<ToWorker, { call: number }>): Promise<void> {
    const stop = new AbortController();
    stops.set(call, stop);
    try {
      const report = (note: unknown): void => send({ call, note });
      send({ call, value: await jobs[job](argument as never, report, stop.signal) });
    } catch (error) {
      send({ call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }

  process.on("message", (message: ToWorker) => {
    if ("stop" in message) stops.get(message.stop)?.abort();
    else void run(message);
  });
  process.on("disconnect", () => process.exit(0));
  send({ call: 0, value: "ready" });
}

function send(message: FromWorker): void {
  process.send?.(message);
}
