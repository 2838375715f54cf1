import { randomUUID } from "node:crypto";
import type { Worker } from "@promptledger/test-servers";
import { manyCreateVersions, manyWrite } from "@promptledger/test-servers";
import { afterAll, beforeAll, describe, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

const PROCESSES = 4;

/** The tests of four processes on one storage, whose URL is asked for when they begin. */
export function fourProcesses(name: string, urlOf: () => Promise<string>): void {
  describe(name, () => {
    let opened: OpenStore;
    let workers: readonly Worker[];

    beforeAll(async () => {
      const url = await urlOf();
      const prefix = randomUUID();
      opened = openStore(url, { prefix });
      workers = await startWorkers(url, PROCESSES + 1, { prefix });
    });

    afterAll(async () => {
      await Promise.all((workers ?? []).map((worker) => worker.end()));
      await opened?.close();
    });

    it("four processes write to one tenant: no gap, no double, nothing lost, and a fifth has followed all in order", () =>
      manyWrite({ workers, store: opened.store, appends: 40 }));

    it("four processes create versions of one prompt: their numbers are consecutive, and one is the draft", () =>
      manyCreateVersions(workers.slice(0, PROCESSES), opened.store));
  });
}
