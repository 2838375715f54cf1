import { describe, expect, test } from "vitest";
import type { At, Moment } from "./moment.ts";
import { beginningOf, millisecondsOf, readPointOf } from "./moment.ts";

const MESSAGE = "must be milliseconds, a Date, or ISO 8601 such as 2026-11-21 or 2026-11-21T10:00:00Z";

describe("a moment", () => {
  test.each<[Moment, string]>([
    ["2026-11-21", "2026-11-21T23:59:59.999Z"],
    ["2024-02-29", "2024-02-29T23:59:59.999Z"],
    ["2000-02-29", "2000-02-29T23:59:59.999Z"],
    ["2026-04-30", "2026-04-30T23:59:59.999Z"],
    ["2026-12-31", "2026-12-31T23:59:59.999Z"],
    ["2026-11-21T10:00", "2026-11-21T10:00:00.000Z"],
    ["2026-11-21T10:00:05", "2026-11-21T10:00:05.000Z"],
    ["2026-11-21T10:00:05.5", "2026-11-21T10:00:05.500Z"],
    ["2026-11-21T10:00:05.123456789Z", "2026-11-21T10:00:05.123Z"],
    ["2026-11-21T10:00Z", "2026-11-21T10:00:00.000Z"],
    ["2026-11-21T10:00:00+02:00", "2026-11-21T08:00:00.000Z"],
    ["2026-11-21T23:30:00-01:30", "2026-11-22T01:00:00.000Z"],
    [0, "1970-01-01T00:00:00.000Z"],
    [1_767_225_600_000, "2026-01-01T00:00:00.000Z"],
    [new Date(5), "1970-01-01T00:00:00.005Z"],
  ])("%s is %s", (moment, time) => {
    expect(new Date(millisecondsOf(moment, "at")).toISOString()).toBe(time);
  });

  test.each<[unknown]>([
    ["yesterday"],
    [""],
    ["2026"],
    ["2026-11"],
    ["2026-1-1"],
    ["2026-13-01"],
    ["2026-11-21 10:00"],
    ["2026-11-21T10"],
    ["2026-11-21T25:00"],
    ["2026-11-21T10:00:00 Z"],
    ["2026-11-21T10:00:00.1234567890"],
    ["21.11.2026"],
    [" 2026-11-21"],
    [1.5],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [new Date("never")],
    [null],
    [undefined],
    [true],
    [{}],
  ])("is not %j", (moment) => {
    expect(() => millisecondsOf(moment as Moment, "since")).toThrow(
      expect.objectContaining({ code: "invalid-input", issues: [{ field: "since", message: MESSAGE }] }),
    );
  });

  test.each(["2026-02-29", "2026-02-30", "1900-02-29", "2026-04-31", "2026-11-31T10:00:00Z", "2026-01-32"])(
    "is not %s, which once was read as a day of the next month",
    (moment) => {
      expect(() => millisecondsOf(moment, "at")).toThrow(expect.objectContaining({ code: "invalid-input" }));
    },
  );
});

describe("a point to read at", () => {
  test.each<[At, object]>([
    ["2026-11-21", { kind: "happened", time: Date.parse("2026-11-21T23:59:59.999Z") }],
    [1000, { kind: "happened", time: 1000 }],
    [new Date(1000), { kind: "happened", time: 1000 }],
    [{ recorded: "1970-01-01T00:00:01Z" }, { kind: "recorded", time: 1000 }],
    [{ recorded: new Date(1000) }, { kind: "recorded", time: 1000 }],
    [{ position: 0 }, { kind: "position", position: 0 }],
    [{ position: 12 }, { kind: "position", position: 12 }],
  ])("%j is %j", (at, point) => {
    expect(readPointOf(at)).toStrictEqual(point);
  });

  test.each<[unknown, string, string]>([
    [{ position: -1 }, "at.position", "must be an integer from 0 on"],
    [{ position: 0.5 }, "at.position", "must be an integer from 0 on"],
    [{ position: "1" }, "at.position", "must be an integer from 0 on"],
    [{ recorded: "soon" }, "at.recorded", MESSAGE],
    [{ recorded: undefined }, "at.recorded", MESSAGE],
    ["soon", "at", MESSAGE],
    [null, "at", MESSAGE],
    [{}, "at", MESSAGE],
  ])("is not %j", (at, field, message) => {
    expect(() => readPointOf(at as At)).toThrow(
      expect.objectContaining({ code: "invalid-input", issues: [{ field, message }] }),
    );
  });
});

test("the beginning of a range is the beginning of its day; a time is itself", () => {
  expect(beginningOf("2026-11-21", "from")).toBe(Date.parse("2026-11-21T00:00:00Z"));
  expect(beginningOf("2026-11-21T10:00:00Z", "from")).toBe(Date.parse("2026-11-21T10:00:00Z"));
  expect(beginningOf(1000, "from")).toBe(1000);
  for (const wrong of ["2026-02-30", "soon", null])
    expect(() => beginningOf(wrong as string, "from")).toThrow(
      expect.objectContaining({ issues: [{ field: "from", message: MESSAGE }] }),
    );
});
