import type { AppendResult, Outcome } from "@promptledger/core/adapter";
import { newEvent } from "@promptledger/test-servers";
import { expect, test } from "vitest";
import type { Append } from "../src/append/append-target.ts";
import { writerContention } from "../src/append/writer-contention.ts";

const append = (tenant: string, events = 1): Append => ({
  tenant,
  command: null,
  streams: [{ stream: "s", expected: "any", events: Array.from({ length: events }, () => newEvent("e")) }],
});

const at = (position: number, repeated = false): Outcome<AppendResult> => ({
  answer: { status: "appended", position, recordedAt: 0, versions: [], result: "{}", repeated },
});

test("calls that follow each other without a gap are those of one process", () => {
  const contention = writerContention();
  contention.record([append("a"), append("a", 2)], [at(5), at(7)]);
  contention.record([append("b"), append("a")], [at(1), at(8)]);
  contention.record([append("a", 3)], [at(11)]);
  expect(contention.isContended).toBe(false);
});

test("a gap is what another process has written, until there is none any more", () => {
  const contention = writerContention();
  contention.record([append("a")], [at(1)]);
  contention.record([append("a"), append("a")], [at(5), at(6)]);
  expect(contention.isContended).toBe(true);
  contention.record([append("a")], [at(7)]);
  expect(contention.isContended).toBe(false);
});

test("what wrote nothing, or a tenant that was not in the call before, tells nothing", () => {
  const contention = writerContention();
  contention.record([append("a")], [at(1)]);
  contention.record([append("a"), append("b")], [at(1, true), at(90)]);
  contention.record([append("a")], [{ error: new Error("lost") }]);
  contention.record([append("a")], [at(50)]);
  expect(contention.isContended).toBe(false);
});
