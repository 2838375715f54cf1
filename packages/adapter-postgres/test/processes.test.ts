import { createLedger } from "@promptledger/core";
import { testPostgres } from "@promptledger/test-servers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkHistory, checkSeen, logOf } from "./check-history.ts";
import type { OpenStore } from "./open-store.ts";
import { openStore } from "./open-store.ts";
import type { Worker } from "./workers/start-worker.ts";
import { startWorkers } from "./workers/start-worker.ts";
import type { Acknowledgement, SeenEvent } from "./workers/worker-message.ts";

const PROCESSES = 4;
const tenant = "acme";
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

it("four processes write to one tenant: no gap, no double, nothing lost, and a fifth has followed all in order", async () => {
  const acknowledgements: Acknowledgement[] = [];
  const seen: SeenEvent[] = [];
  const [follower, ...writers] = workers as [Worker, ...Worker[]];
  const following = follower.start("follow", { tenant }, (event) => seen.push(event));
  const writing = writers.map((writer, index) => {
    const argument = { tenant, name: `process-${index}`, writers: 8, appends: 40 };
    return writer.start("write", argument, (note) => {
      if (note.type !== "acknowledged")
        throw new Error(`${note.command} was in doubt, and no connection was lost`);
      acknowledgements.push(note.acknowledgement);
    });
  });
  await Promise.all(writing.map(({ done }) => done));
  const log = await logOf(opened.store, tenant);
  expect(acknowledgements).toHaveLength(PROCESSES * 8 * 40);
  checkHistory(log, acknowledgements);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(log.length);
  following.stop();
  await following.done;
  checkSeen(log, seen);
});

it("four processes create versions of one prompt: their numbers are consecutive, and one is the draft", async () => {
  const acme = createLedger({ store: opened.store }).as({ tenant: "ledger", actor: { id: "jane" } });
  const { id } = await acme.prompts.create({ name: "Support" });
  const count = 20;
  const creating = workers
    .slice(0, PROCESSES)
    .map((worker) => worker.start("createVersions", { tenant: "ledger", prompt: id, count }).done);
  const numbers = (await Promise.all(creating)).flat().toSorted((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: PROCESSES * count }, (_, index) => index + 1));
  const prompt = await acme.prompts.get(id);
  expect(prompt).toMatchObject({ draft: PROCESSES * count });
  const statuses = await Promise.all(
    numbers.map(async (number) => (await acme.versions.get(id, number)).status),
  );
  expect(statuses.filter((status) => status === "draft")).toHaveLength(1);
  expect(statuses.at(-1)).toBe("draft");
});
