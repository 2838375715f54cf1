import { expect, test } from "vitest";
import { bench } from "../../test/ledger.ts";
import { closedInTime, TimedOut, withinTime } from "./time-limit.ts";

const never = new Promise<never>(() => undefined);

test("work is waited for until the limit, and an answer in time is its own", async () => {
  const { clock } = bench();
  const limit = { clock, milliseconds: 100 };
  expect(await withinTime(limit, Promise.resolve(1))).toBe(1);
  const late = expect(withinTime(limit, never)).rejects.toThrow(TimedOut);
  await clock.advance(100);
  await late;
});

test("a store whose calls do not end in time says so when it closes", async () => {
  const { clock } = bench();
  const limit = { clock, milliseconds: 100 };
  await closedInTime(limit, Promise.resolve());
  const late = expect(closedInTime(limit, never)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("within 100 ms"),
  });
  await clock.advance(100);
  await late;
  await expect(closedInTime(limit, Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});
