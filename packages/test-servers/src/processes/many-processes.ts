import type { EventStore } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { expect } from "vitest";
import { checkHistory, checkSeen, logOf } from "./check-history.ts";
import type { Worker } from "./start-workers.ts";
import type { Acknowledgement, SeenEvent } from "./worker-message.ts";

const tenant = "acme";
const WRITERS = 8;

/** Processes on one storage, and a store on it in this process. */
export interface ProcessScene {
  /** The first process follows, the others write. */
  readonly workers: readonly Worker[];
  readonly store: EventStore;
  /** How many appends each of the eight writers of a process makes. */
  readonly appends: number;
}

/** Checks that all processes together write one log without gaps, duplicates or losses, and that the first has followed it in order. */
export async function manyWrite({ workers, store, appends }: ProcessScene): Promise<void> {
  const acknowledgements: Acknowledgement[] = [];
  const seen: SeenEvent[] = [];
  const [follower, ...writers] = workers;
  if (follower === undefined) throw new Error("no worker");
  const following = follower.start("follow", { tenant }, (note) => {
    if (note.type === "diverged") throw new Error("the follower's history has diverged");
    seen.push(note.event);
  });
  const writing = writers.map((writer, index) => {
    const argument = { tenant, name: `process-${index}`, writers: WRITERS, appends };
    return writer.start("write", argument, (note) => {
      if (note.type !== "acknowledged")
        throw new Error(`the outcome of ${note.command} was unknown, but no connection was lost`);
      acknowledgements.push(note.acknowledgement);
    });
  });
  await Promise.all(writing.map(({ done }) => done));
  const log = await logOf(store, tenant);
  expect(acknowledgements).toHaveLength(writers.length * WRITERS * appends);
  checkHistory(log, acknowledgements);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(log.length);
  following.stop();
  await following.done;
  checkSeen(log, seen);
}

/** Checks that versions of one prompt that all processes create get consecutive numbers, and that only the last one is a draft. */
export async function manyCreateVersions(workers: readonly Worker[], store: EventStore): Promise<void> {
  const acme = createLedger({ store }).as({ tenant: "ledger", actor: { id: "jane" } });
  const { id } = await acme.prompts.create({ name: "Support" });
  const count = 20;
  const creating = workers.map(
    (worker) => worker.start("createVersions", { tenant: "ledger", prompt: id, count }).done,
  );
  const numbers = (await Promise.all(creating)).flat().toSorted((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: workers.length * count }, (_, index) => index + 1));
  const prompt = await acme.prompts.get({ id });
  expect(prompt).toMatchObject({ draft: workers.length * count });
  const statuses = await Promise.all(
    numbers.map(async (number) => (await acme.versions.get({ id }, number)).status),
  );
  expect(statuses.filter((status) => status === "draft")).toHaveLength(1);
  expect(statuses.at(-1)).toBe("draft");
}
