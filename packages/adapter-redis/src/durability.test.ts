import { expect, test } from "vitest";
import { watchDurability } from "./durability.ts";

/** A watch whose check a test answers, on a clock that it moves. */
function bench() {
  const clock = { time: 0, now: () => clock.time };
  const checks: { pass(): void; fail(error: Error): void }[] = [];
  const check = () =>
    new Promise<void>((resolve, reject) => {
      checks.push({ pass: resolve, fail: reject });
    });
  return { clock, checks, ...watchDurability(check, clock) };
}

async function passed(): Promise<ReturnType<typeof bench>> {
  const watch = bench();
  const first = watch.admit();
  watch.checks[0]?.pass();
  expect(await first).toBe(true);
  return watch;
}

test("The first write waits for a check, the next ones do not", async () => {
  const { admit, checks } = await passed();
  expect([admit(), admit(), checks.length]).toEqual([null, null, 1]);
});

test("Writes that wait share one check, and are refused together", async () => {
  const { admit, checks } = bench();
  const waiting = [admit(), admit()];
  checks[0]?.fail(new Error("set it"));
  for (const one of waiting) await expect(one).rejects.toThrow("set it");
  expect(checks.length).toBe(1);
});

test("After a second a check begins beside the writes; what it finds counts for the next one", async () => {
  const { admit, checks, clock } = await passed();
  clock.time = 1500;
  expect([admit(), admit(), checks.length]).toEqual([null, null, 2]);
  checks[1]?.fail(new Error("set it"));
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  const next = admit();
  checks[2]?.fail(new Error("set it"));
  await expect(next).rejects.toThrow("set it");
});

test.each([3001, -1])("A write waits where the last check was made %s milliseconds ago", async (age) => {
  const { admit, checks, clock } = await passed();
  clock.time += age;
  const waiting = admit();
  checks[1]?.pass();
  expect(await waiting).toBe(true);
});

test("A check during which a connection was lost counts for nothing", async () => {
  const { admit, checks, forget } = bench();
  const waiting = admit();
  forget();
  checks[0]?.pass();
  expect(await waiting).toBe(false);
  expect(admit()).not.toBe(null);
});
