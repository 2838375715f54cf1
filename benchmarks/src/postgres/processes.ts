import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createDatabase, startPostgres } from "@promptledger/test-servers";
import { report } from "../spread.ts";
import { median } from "../timed.ts";

const CALLERS = 64;
const CALLS = 8000;
const ROUNDS = 5;
const WORKER = fileURLToPath(new URL("append-process.ts", import.meta.url));

/** So many processes, with so many callers each. */
const TEAMS = [
  { size: 1, callers: CALLERS },
  { size: 4, callers: CALLERS / 4 },
  { size: 4, callers: CALLERS },
] as const;

/**
 * Appends to one tenant by one process with 64 callers, by four among which they are shared out, and by four with as many each, in turns:
 * together the four should be as fast as the one.
 */
export async function benchmarkProcesses(): Promise<void> {
  const server = await startPostgres();
  const teams = TEAMS.map((team) => ({ ...team, workers: [] as ChildProcess[], figures: [] as number[] }));
  try {
    for (const { size, workers } of teams) {
      const url = await createDatabase(server.url);
      for (let index = 0; index < size; index++) {
        const worker = fork(WORKER, [url]);
        workers.push(worker);
        // One after the other, so that one has migrated before the next begins.
        await once(worker, "message");
      }
    }
    for (let round = 0; round <= ROUNDS; round++) {
      for (const { size, callers, workers, figures } of teams) {
        // In the round that warms up each process makes all calls, so that the code of each is as warm as that of the one.
        const calls = round === 0 ? CALLS : CALLS / size;
        await send(workers, { prepare: calls / 2 });
        const began = performance.now();
        await send(workers, { calls, callers });
        if (round > 0) figures.push((CALLS / (performance.now() - began)) * 1000);
      }
    }
    for (const { size, callers, figures } of teams) {
      const processes = `${size} ${size === 1 ? "process" : "processes"}`;
      report(
        `PostgreSQL: appends to one tenant in ${processes} with ${callers} callers each`,
        figures,
        "appends/s",
      );
    }
    const [one = 1, ...fours] = teams.map(({ figures }) => median(figures));
    const ratios = fours.map((four) => (four / one).toFixed(2)).join(" and ");
    console.log(`four processes to one: ${ratios} times as fast (at least 1)\n`);
  } finally {
    for (const { workers } of teams) for (const worker of workers) worker.kill();
    await server.stop("immediate");
  }
}

/** Gives each worker the same task, and waits until all have done it. */
async function send(workers: readonly ChildProcess[], task: object): Promise<void> {
  await Promise.all(
    workers.map(async (worker) => {
      const done = once(worker, "message");
      worker.send(task);
      await done;
    }),
  );
}
