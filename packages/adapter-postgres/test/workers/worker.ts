// A process with a store of its own, which does what `startWorkers` sends it to do. It ends when its parent lets it go.
import { Pool } from "pg";
import { postgresEventStore } from "../../src/postgres-event-store.ts";
import { createVersions } from "./create-versions.ts";
import { followOn } from "./follow-on.ts";
import type { FromWorker, Jobs, ToWorker } from "./worker-message.ts";
import { write } from "./write.ts";

const [, , connectionString = ""] = process.argv;
const pool = new Pool({ connectionString, max: 4 });
// An idle connection was lost: the pool opens another one.
pool.on("error", () => undefined);
const store = postgresEventStore({ pool });
const stops = new Map<number, AbortController>();

const jobs: {
  readonly [Name in keyof Jobs]: (
    argument: Jobs[Name]["argument"],
    tell: (note: Jobs[Name]["note"]) => void,
    signal: AbortSignal,
  ) => Promise<Jobs[Name]["value"]>;
} = {
  append: (batch) => store.append(batch),
  write: (argument, tell, signal) => write(store, argument, tell, signal),
  follow: ({ tenant }, tell, signal) => followOn(store, tenant, tell, signal),
  createVersions: (argument) => createVersions(store, argument),
};

process.on("message", (message: ToWorker) => {
  if ("stop" in message) stops.get(message.stop)?.abort();
  else void run(message);
});
process.on("disconnect", () => process.exit(0));
send({ call: 0, value: "ready" });

async function run({ call, job, argument }: Extract<ToWorker, { call: number }>): Promise<void> {
  const stop = new AbortController();
  stops.set(call, stop);
  try {
    const tell = (note: unknown): void => send({ call, note });
    send({ call, value: await jobs[job](argument as never, tell, stop.signal) });
  } catch (error) {
    send({ call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(message: FromWorker): void {
  process.send?.(message);
}
