import type { EventStore } from "@promptledger/core";
import type { CrashReport } from "./crash-rounds.ts";
import { crashRounds } from "./crash-rounds.ts";
import type { Worker } from "./start-workers.ts";

/** A store of a test; `close` also closes the client that it was built on. */
interface OpenStore {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** A server that a test may kill, and what an adapter opens on it. */
export interface KilledServer {
  startServer(): Promise<{
    readonly url: string;
    kill(): Promise<void>;
    start(): Promise<void>;
    stop(): Promise<void>;
  }>;
  openStore(url: string): OpenStore | Promise<OpenStore>;
  startWorkers(url: string, count: number): Promise<readonly Worker[]>;
}

/** Kills and restarts the server of 64 writers in two processes, while a third follows, and checks the log afterwards. */
export async function killServer(
  rounds: number,
  { startServer, openStore, startWorkers }: KilledServer,
): Promise<CrashReport> {
  const server = await startServer();
  try {
    const { store, close } = await openStore(server.url);
    const workers = await startWorkers(server.url, 3);
    const crash = async (): Promise<void> => {
      await server.kill();
      await server.start();
    };
    try {
      return await crashRounds({ rounds, store, workers, crash });
    } finally {
      await Promise.all(workers.map((worker) => worker.end()));
      await close();
    }
  } finally {
    await server.stop();
  }
}
