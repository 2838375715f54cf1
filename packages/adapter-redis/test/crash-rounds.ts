import type { CrashReport } from "@promptledger/test-servers";
import { crashRounds as crash, startRedis } from "@promptledger/test-servers";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

/** Kills a server of 64 writers in two processes so many times, while a third follows, and checks what is left. */
export async function crashRounds(rounds: number): Promise<CrashReport> {
  const server = await startRedis();
  try {
    const workers = await startWorkers(server.url, 3);
    const { store, close } = openStore(server.url);
    try {
      return await crash({
        rounds,
        store,
        workers,
        async crash() {
          await server.kill();
          await server.start();
        },
      });
    } finally {
      await Promise.all(workers.map((worker) => worker.end()));
      await close();
    }
  } finally {
    await server.stop();
  }
}
