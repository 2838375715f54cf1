import type { AppendResult, Outcome } from "@promptledger/core/adapter";
import { newEvent } from "@promptledger/test-servers";
import { expect, test } from "vitest";
import type { Append } from "../src/append-target.ts";
import { crowd } from "../src/crowd.ts";

const append = (tenant: string, events = 1): Append => ({
  tenant,
  command: null,
  streams: [{ stream: "s", expected: "any", events: Array.from({ length: events }, () => newEvent("e")) }],
});

const at = (position: number, repeated = false): Outcome<AppendResult> => ({
  answer: { status: "appended", position, recordedAt: 0, versions: [], result: "{}", repeated },
});

test("calls that follow each other without a gap are those of one process", () => {
  const others = crowd();
  others.note([append("a"), append("a", 2)], [at(5), at(7)]);
  others.note([append("b"), append("a")], [at(1), at(8)]);
  others.note([append("a", 3)], [at(11)]);
  expect(others.isCrowded).toBe(false);
});

test("a gap is what another process has written, until there is none any more", () => {
  const others = crowd();
  others.note([append("a")], [at(1)]);
  others.note([append("a"), append("a")], [at(5), at(6)]);
  expect(others.isCrowded).toBe(true);
  others.note([append("a")], [at(7)]);
  expect(others.isCrowded).toBe(false);
});

test("what wrote nothing, or a tenant that was not in the call before, tells nothing", () => {
  const others = crowd();
  others.note([append("a")], [at(1)]);
  others.note([append("a"), append("b")], [at(1, true), at(90)]);
  others.note([append("a")], [{ error: new Error("lost") }]);
  others.note([append("a")], [at(50)]);
  expect(others.isCrowded).toBe(false);
});
