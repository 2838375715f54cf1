import type { EventStore } from "@promptledger/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { manyCreateVersions, manyWrite } from "./many-processes.ts";
import type { Worker } from "./start-workers.ts";

const PROCESSES = 4;

/** A storage with a store in this process, and workers in others. */
export interface ProcessStorage {
  readonly store: EventStore;
  readonly workers: readonly Worker[];
  close(): Promise<void>;
}

/** The tests of four processes on one storage, which is opened with five workers when they begin. */
export function fourProcesses(name: string, open: (workers: number) => Promise<ProcessStorage>): void {
  describe(name, () => {
    let opened: ProcessStorage;

    beforeAll(async () => {
      opened = await open(PROCESSES + 1);
    });

    afterAll(async () => {
      await Promise.all((opened?.workers ?? []).map((worker) => worker.end()));
      await opened?.close();
    });

    it("four processes write to one tenant: no gap, no double, nothing lost, and a fifth follows all in order", () =>
      manyWrite({ workers: opened.workers, store: opened.store, appends: 40 }));

    it("four processes create versions of one prompt: their numbers are consecutive, and one is the draft", () =>
      manyCreateVersions(opened.workers.slice(0, PROCESSES), opened.store));
  });
}
