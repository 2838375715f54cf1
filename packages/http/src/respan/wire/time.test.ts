import { describe, expect, test } from "vitest";
import { isoTime, parseTime } from "./time.ts";

const TEN = Date.UTC(2026, 1, 27, 10);

describe("isoTime", () => {
  test("prints a fraction of a second only where there is one", () => {
    expect(isoTime(TEN)).toBe("2026-02-27T10:00:00Z");
    expect(isoTime(TEN + 7)).toBe("2026-02-27T10:00:00.007Z");
    expect(isoTime(TEN + 100)).toBe("2026-02-27T10:00:00.100Z");
  });
});

describe("parseTime", () => {
  test.each([
    "2026-02-27T10:00:00Z",
    "2026-02-27T10:00Z",
    "2026-02-27T10:00:00",
    "2026-02-27 10:00:00",
    "2026-02-27T10:00:00.000000Z",
    "2026-02-27T11:30:00+01:30",
    "2026-02-27T11:30:00+0130",
    "2026-02-27 05:00:00-05:00",
  ])("reads %s as one instant", (text) => {
    expect(parseTime(text)).toBe(TEN);
  });

  test("reads a date as its beginning in UTC", () => {
    expect(parseTime("2026-02-27")).toBe(Date.UTC(2026, 1, 27));
  });

  test.each([
    "",
    "now",
    "27.02.2026",
    "2026-02-30T99:00Z",
    "2026-02-30",
    "2025-02-29T10:00:00Z",
    "2026-13-01",
    "1772186400",
    "2026-02-27T10:00:00Z; x",
  ])("does not read %j", (text) => {
    expect(parseTime(text)).toBeNull();
  });
});
