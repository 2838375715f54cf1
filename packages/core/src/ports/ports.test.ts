import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { anyText } from "../../test/texts.ts";
import { systemClock } from "./clock.ts";
import { portableHasher, systemHasher } from "./hasher.ts";
import { systemIds } from "./ids.ts";

test("both hashers say what node:crypto says, whatever the text", () => {
  fc.assert(
    fc.property(anyText(40), (text) => {
      const expected = createHash("sha256").update(text).digest("hex");
      expect(portableHasher.sha256(text)).toBe(expected);
      expect(systemHasher().sha256(text)).toBe(expected);
    }),
  );
});

test("a runtime without node:crypto has the portable hasher", () => {
  vi.stubGlobal("process", undefined);
  try {
    expect(systemHasher()).toBe(portableHasher);
  } finally {
    vi.unstubAllGlobals();
  }
  expect(systemHasher()).not.toBe(portableHasher);
});

test("ids are ULIDs that sort in the order in which they were made, also within a millisecond", () => {
  const ids = systemIds();
  const made = Array.from({ length: 1000 }, (_, index) => ids.ulid(1000 + Math.floor(index / 500)));
  for (const id of made) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/u);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(1000);
  expect(ids.ulid(5) > (made.at(-1) ?? "")).toBe(true);
  for (let draw = 0; draw < 100; draw++) {
    const random = ids.random();
    expect(random >= 0 && random < 1).toBe(true);
  }
});

describe("the clock of the process", () => {
  test("tells integer milliseconds", () => {
    expect(Number.isInteger(systemClock.now())).toBe(true);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  test("does not move when the clock of the machine is set", () => {
    const before = systemClock.now();
    const { now } = Date;
    Date.now = () => now() + 10 * 365 * 86_400_000;
    try {
      expect(systemClock.now() - before).toBeLessThan(60_000);
    } finally {
      Date.now = now;
    }
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  test("sleeps for a while, or until it is woken", async () => {
    await systemClock.sleep(1);
    const sleeper = new AbortController();
    const sleeping = systemClock.sleep(60_000, sleeper.signal);
    sleeper.abort();
    await sleeping;
    await systemClock.sleep(60_000, sleeper.signal);
  });
});
