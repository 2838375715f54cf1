import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { newAbort } from "../ports/clock.ts";
import type { NotificationChannel } from "./change-notifier.ts";
import { changeNotifier } from "./change-notifier.ts";

type Listening = "delivers" | "delivers nothing" | "is not possible" | "fails";

/** A notifier with a follower, on a clock that a test moves and a channel that behaves as a test says. */
function bench(begin: Listening) {
  let now = 0;
  const sleeping = new Set<{ readonly until: number; readonly wake: () => void }>();
  const listeners = new Set<{ hear(payload: string): void; lost(): void }>();
  const channel = { listening: begin, attempts: [] as number[] };
  const port: NotificationChannel = {
    processId: "one",
    async listen(hear, lost) {
      channel.attempts.push(now);
      if (channel.listening === "fails") throw new Error("no connection");
      if (channel.listening === "is not possible") return null;
      const listener = { hear: channel.listening === "delivers" ? hear : () => undefined, lost };
      listeners.add(listener);
      return { stop: async () => void listeners.delete(listener) };
    },
    async notify(payload) {
      for (const { hear } of listeners) hear(payload);
    },
  };
  const closing = newAbort();
  const notifier = changeNotifier(port, closing.signal, {
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { until: now + milliseconds, wake: resolve };
        sleeping.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleeping.delete(sleeper);
          resolve();
        });
      }),
  });
  const waiter = notifier.waiter("acme", undefined);
  return {
    channel,
    /** The times at which the follower looked. */
    async looksDuring(milliseconds: number): Promise<readonly number[]> {
      const looks: number[] = [];
      let looking = true;
      void (async () => {
        while (looking) {
          waiter.reset();
          looks.push(now);
          await waiter.wait();
        }
      })();
      await turns();
      for (const end = now + milliseconds; now < end; ) {
        const next = Math.min(end, ...[...sleeping].map(({ until }) => until));
        now = next;
        for (const sleeper of [...sleeping].filter(({ until }) => until <= now)) {
          sleeping.delete(sleeper);
          sleeper.wake();
        }
        await turns();
      }
      looking = false;
      return looks;
    },
    loseConnections() {
      for (const listener of [...listeners]) {
        listeners.delete(listener);
        listener.lost();
      }
    },
    close: async () => {
      closing.abort();
      await notifier.stop();
    },
    listeners,
  };
}

async function turns(): Promise<void> {
  for (let count = 0; count < 3; count++) await turn();
}

const MINUTE = 60_000;

test.each(["delivers nothing", "is not possible", "fails"] as const)(
  "A follower polls often while listening %s, and rarely again once it works",
  async (listening) => {
    const { channel, looksDuring, close } = bench(listening);
    expect((await looksDuring(MINUTE)).length).toBeGreaterThan(200);
    channel.listening = "delivers";
    await looksDuring(MINUTE);
    expect((await looksDuring(MINUTE)).length).toBeLessThan(35);
    await close();
  },
);

test("Listening is tried again less and less often, at least once a minute, and soon again after it worked", async () => {
  const { channel, looksDuring, loseConnections, close } = bench("fails");
  await looksDuring(10 * MINUTE);
  const waits = channel.attempts.slice(1).map((time, index) => time - (channel.attempts[index] ?? 0));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, ...waits.slice(6).map(() => MINUTE)]);
  expect(waits.length).toBeGreaterThan(12);
  channel.listening = "delivers";
  await looksDuring(MINUTE);
  const before = channel.attempts.length;
  loseConnections();
  await looksDuring(1000);
  expect(channel.attempts.length).toBe(before + 1);
  await close();
});

test("A connection that is lost while it is tested is opened again, and none is left behind", async () => {
  const { looksDuring, loseConnections, listeners, close } = bench("delivers nothing");
  await looksDuring(500);
  loseConnections();
  await looksDuring(MINUTE);
  expect(listeners.size).toBeLessThanOrEqual(1);
  await close();
  expect(listeners.size).toBe(0);
});

test("Nothing is tried again after the store is closed", async () => {
  const { channel, looksDuring, close } = bench("fails");
  await looksDuring(500);
  await close();
  const attempts = channel.attempts.length;
  await turns();
  expect(channel.attempts.length).toBe(attempts);
});
