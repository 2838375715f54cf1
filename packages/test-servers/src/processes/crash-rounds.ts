import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore } from "@promptledger/core";
import { expect } from "vitest";
import { checkHistory, checkSeen, logOf } from "./check-history.ts";
import type { Worker } from "./start-workers.ts";
import type { Acknowledgement, SeenEvent, WriterNote } from "./worker-message.ts";

/** A storage that can crash, and the processes that use it. */
export interface CrashScene {
  /** Kills the server and starts it again. */
  crash(): Promise<void>;
  /** Two processes that write and one that follows. */
  readonly workers: readonly Worker[];
  /** A store on the storage, which the test reads at the end. */
  readonly store: EventStore;
  readonly rounds: number;
}

/** What happened while the server was killed repeatedly. */
export interface CrashReport {
  readonly rounds: number;
  readonly events: number;
  readonly acknowledged: number;
  /** Appends whose answer was lost, and which turned out to be committed when they were repeated. */
  readonly committedInDoubt: number;
  /** Appends whose answer was lost, and which had not been committed. */
  readonly lostInDoubt: number;
  /** How often the follower had to continue from its cursor. */
  readonly interruptions: number;
  /** How often the follower started again because events that it had seen were lost. Only a failover can lose events. */
  readonly divergences: number;
}

const tenant = "acme";
const WRITERS = 64;

/**
 * Kills and restarts the server repeatedly, while 64 writers in two processes write and a third process follows. Checks that every
 * acknowledged append is in the log exactly once and at its position, that nothing else is, and that the follower saw everything in order.
 */
export async function crashRounds({ crash, workers, store, rounds }: CrashScene): Promise<CrashReport> {
  const [first, second, third] = workers;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no worker");
  const acknowledgements: Acknowledgement[] = [];
  const outcomeUnknown = { committed: 0, lost: 0 };
  const seen: SeenEvent[] = [];
  let divergences = 0;
  const heard = (note: WriterNote): void => {
    if (note.type === "acknowledged") acknowledgements.push(note.acknowledgement);
    else if (note.type === "resolved") outcomeUnknown[note.committed ? "committed" : "lost"] += 1;
  };
  const following = third.start("follow", { tenant }, (note) => {
    if (note.type === "seen") {
      seen.push(note.event);
      return;
    }
    divergences += 1;
    seen.length = 0;
  });
  const writing = [first, second].map((worker, index) => {
    const argument = { tenant, name: `process-${index}`, writers: WRITERS / 2, appends: null };
    return worker.start("write", argument, heard);
  });
  for (let round = 0; round < rounds; round += 1) {
    await untilMore(acknowledgements);
    await sleep(Math.random() * 300);
    await crash();
  }
  await untilMore(acknowledgements);
  for (const one of writing) one.stop();
  await Promise.all(writing.map(({ done }) => done));

  const log = await logOf(store, tenant);
  checkHistory(log, acknowledgements);
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(log.length);
  following.stop();
  const { interruptions } = await following.done;
  checkSeen(log, seen);
  return {
    rounds,
    events: log.length,
    acknowledged: acknowledgements.length,
    committedInDoubt: outcomeUnknown.committed,
    lostInDoubt: outcomeUnknown.lost,
    interruptions,
    divergences,
  };
}

/** Waits until the writers have made progress. */
async function untilMore(acknowledgements: readonly Acknowledgement[]): Promise<void> {
  const before = acknowledgements.length;
  await expect.poll(() => acknowledgements.length - before, { timeout: 20_000 }).toBeGreaterThan(8 * WRITERS);
}
