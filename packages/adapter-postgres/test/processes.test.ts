import type { Worker } from "@promptledger/test-servers";
import { manyCreateVersions, manyWrite, testPostgres } from "@promptledger/test-servers";
import { afterAll, beforeAll, it } from "vitest";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import { startWorkers } from "./workers/start-workers.ts";

const PROCESSES = 4;
let opened: OpenStore;
let workers: readonly Worker[];

beforeAll(async () => {
  const url = await testPostgres().createDatabase();
  opened = await openStore(url);
  workers = await startWorkers(url, PROCESSES + 1);
});

afterAll(async () => {
  await Promise.all((workers ?? []).map((worker) => worker.end()));
  await opened?.close();
});

it("four processes write to one tenant: no gap, no double, nothing lost, and a fifth has followed all in order", () =>
  manyWrite({ workers, store: opened.store, appends: 40 }));

it("four processes create versions of one prompt: their numbers are consecutive, and one is the draft", () =>
  manyCreateVersions(workers.slice(0, PROCESSES), opened.store));
