import { expect, it } from "vitest";
import type { Call } from "./operation.ts";
import type { RecordLine } from "./recorder.ts";
import { readRecord } from "./recorder.ts";

const call: Call = {
  id: "one/1",
  process: "one",
  tenant: "acme",
  writer: { actor: { id: "jane" }, environment: "production" },
  start: 10,
  asked: { type: "read", read: { what: "prompts" } },
};

it("a call that a killed process had begun has no outcome, and a line that it did not finish is left out", () => {
  const lines: readonly RecordLine[] = [
    { began: call },
    { began: { ...call, id: "one/2", start: 11 } },
    { ended: "one/2", end: 12, outcome: { status: "refused", code: "unavailable" } },
  ];
  const { operations } = readRecord(`${textOf(lines)}{"ended":"one/1","en`);
  expect(operations).toEqual([
    { ...call, end: null, outcome: null },
    { ...call, id: "one/2", start: 11, end: 12, outcome: { status: "refused", code: "unavailable" } },
  ]);
});

it("a follower whose history diverged has a feed for each time it started", () => {
  const follower = { follower: "one/acme", tenant: "acme" };
  const lines: readonly RecordLine[] = [
    { ...follower, saw: { position: 1, id: "lost", at: 1 } },
    { ...follower, now: "diverged" },
    { ...follower, saw: { position: 1, id: "kept", at: 2 } },
    { ...follower, now: "complete" },
  ];
  expect(readRecord(textOf(lines)).feeds).toEqual([
    { ...follower, seen: [{ position: 1, id: "lost", at: 1 }], diverged: true, complete: false },
    { ...follower, seen: [{ position: 1, id: "kept", at: 2 }], diverged: false, complete: true },
  ]);
});

function textOf(lines: readonly RecordLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
