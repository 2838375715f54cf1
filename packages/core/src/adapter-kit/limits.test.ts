import { describe, expect, test } from "vitest";
import type { AppendBatch, StreamAppend } from "../store/append.ts";
import { meetsExpectation } from "../store/expected-version.ts";
import type { NewEvent } from "../store/recorded-event.ts";
import { initialVersion } from "../version/state.ts";
import { checkAppend } from "./check-append.ts";
import { checkKey, checkStream, checkTenant, checkText, LIMITS } from "./limits.ts";

const A = (count: number) => "a".repeat(count);
const UNSTORABLE = "must be well-formed Unicode without NUL";

const event: NewEvent = {
  id: "e1",
  type: "PromptCreated",
  schemaVersion: 1,
  data: "{}",
  metadata: "{}",
  occurredAt: null,
};
const part: StreamAppend = { stream: "prompt-1", expected: "none", events: [event] };
const batch: AppendBatch = {
  tenant: "acme",
  command: { id: "c1", fingerprint: "f", result: "{}" },
  streams: [part],
};
const withPart = (change: Partial<StreamAppend>): AppendBatch => ({
  ...batch,
  streams: [{ ...part, ...change }],
});
const withEvent = (change: Partial<NewEvent>) => withPart({ events: [{ ...event, ...change }] });
const document = {
  kind: "version",
  stream: "prompt-1",
  version: 1,
  fold: 1,
  state: initialVersion,
} as const;

function refusal(action: () => void): string {
  try {
    action();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a tenant has 1 to 64 plain characters", () => {
  for (const tenant of ["a", A(64), "A.b-c_9"]) expect(refusal(() => checkTenant(tenant))).toBe("");
  for (const tenant of ["", A(65), "a b", "ä", "a/b", "a\n", 1, null])
    expect(refusal(() => checkTenant(tenant as string))).toBe(
      "tenant: must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -",
    );
});

test("a stream's name has 1 to 300 code points", () => {
  for (const stream of ["a", A(300), "🎉".repeat(300)]) expect(refusal(() => checkStream(stream))).toBe("");
  for (const stream of ["", A(301), "🎉".repeat(301), "\ud83c", "a\u0000", 1])
    expect(refusal(() => checkStream(stream as string))).toBe(
      "stream: must be well-formed Unicode without NUL, of 1 to 300 characters",
    );
});

test("a key has 1 to 255 characters, and a text any number", () => {
  expect(refusal(() => checkKey(A(255), "key"))).toBe("");
  for (const key of ["", A(256), "\ud83c", "\u0000", 1])
    expect(refusal(() => checkKey(key as string, "key"))).toBe(
      "key: must be well-formed Unicode without NUL, of 1 to 255 characters",
    );
  expect(refusal(() => checkText("", "value"))).toBe("");
  for (const text of ["\ud83c", "\u0000", 1])
    expect(refusal(() => checkText(text as string, "value"))).toBe(`value: ${UNSTORABLE}`);
});

describe("an append", () => {
  test("within the limits is fine", () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ ...event, id: `e${index}` }));
    for (const good of [
      batch,
      withPart({ events: [] }),
      withPart({ events: many }),
      withPart({ expected: 0 }),
      withPart({ expected: 7, documents: [document] }),
      withPart({ expected: "none", documents: [document] }),
      withPart({ expected: "exists" }),
      withPart({ expected: "any", documents: [], removed: [] }),
      withEvent({ occurredAt: 0 }),
      withEvent({ data: A(LIMITS.eventBytes - 2) }),
      withEvent({ data: "ä".repeat(LIMITS.eventBytes / 2 - 1) }),
    ])
      expect(refusal(() => checkAppend(good))).toBe("");
  });

  test.each<[string, AppendBatch]>([
    ["tenant: must have 1 to 64 characters out of A-Z, a-z, 0-9, ., _ and -", { ...batch, tenant: "" }],
    [
      "command.id: must be well-formed Unicode without NUL, of 1 to 255 characters",
      { ...batch, command: { ...batch.command, id: "" } },
    ],
    [`command.fingerprint: ${UNSTORABLE}`, { ...batch, command: { ...batch.command, fingerprint: "\0" } }],
    [`command.result: ${UNSTORABLE}`, { ...batch, command: { ...batch.command, result: "\0" } }],
    ["streams: must name at least one stream", { ...batch, streams: [] }],
    [
      "streams[0].stream: must be well-formed Unicode without NUL, of 1 to 300 characters",
      withPart({ stream: "" }),
    ],
    ["streams[1].stream: names prompt-1 twice", { ...batch, streams: [part, part] }],
    [
      "streams[0].expected: must be a number of events from 0 on, none, exists or any",
      withPart({ expected: -1 }),
    ],
    [
      "streams[0].expected: must be a number of events from 0 on, none, exists or any",
      withPart({ expected: 1.5 }),
    ],
    [
      "streams[0].expected: must be a number of events from 0 on, none, exists or any",
      withPart({ expected: "all" as "any" }),
    ],
    [
      "streams[0].expected: must be an exact number or none where documents are written, for they must not be stale",
      withPart({ expected: "any", documents: [document] }),
    ],
    [
      "streams[0].expected: must be an exact number or none where documents are written, for they must not be stale",
      withPart({ expected: "exists", removed: [{ kind: "version", promptId: "1", number: 1 }] }),
    ],
    [
      "streams[0].documents: belong to prompt-1, not to prompt-2",
      withPart({ documents: [{ ...document, stream: "prompt-2" }] }),
    ],
    [
      "streams[0].events.id: must be well-formed Unicode without NUL, of 1 to 255 characters",
      withEvent({ id: "" }),
    ],
    [
      "streams[0].events.type: must be well-formed Unicode without NUL, of 1 to 255 characters",
      withEvent({ type: "" }),
    ],
    ["streams[0].events.schemaVersion: must be an integer from 1 on", withEvent({ schemaVersion: 0 })],
    ["streams[0].events.schemaVersion: must be an integer from 1 on", withEvent({ schemaVersion: 1.5 })],
    [
      "streams[0].events.occurredAt: must be integer milliseconds from 0 on, or null",
      withEvent({ occurredAt: 0.5 }),
    ],
    [
      "streams[0].events.occurredAt: must be integer milliseconds from 0 on, or null",
      withEvent({ occurredAt: -1 }),
    ],
    [`streams[0].events.data: ${UNSTORABLE}`, withEvent({ data: "\0" })],
    [`streams[0].events.metadata: ${UNSTORABLE}`, withEvent({ metadata: "\0" })],
  ])("is refused: %s", (message, bad) => {
    expect(() => checkAppend(bad)).toThrow(expect.objectContaining({ code: "invalid-input", message }));
  });

  test.each<[string, AppendBatch]>([
    [
      "the event PromptCreated has 1048577 bytes; at most 1048576 are allowed",
      withEvent({ data: A(LIMITS.eventBytes - 1) }),
    ],
    [
      "the event PromptCreated has 1048578 bytes; at most 1048576 are allowed",
      withEvent({ data: "ä".repeat(LIMITS.eventBytes / 2) }),
    ],
    [
      "the event PromptCreated has 1048578 bytes; at most 1048576 are allowed",
      withEvent({ data: "🎉".repeat(LIMITS.eventBytes / 4) }),
    ],
    [
      "the event PromptCreated has 1048579 bytes; at most 1048576 are allowed",
      withEvent({ data: `${"€".repeat(349_525)}ab` }),
    ],
    [
      "an append has at most 1000 events, not 1001",
      withPart({ events: Array.from({ length: 1001 }, (_, index) => ({ ...event, id: `e${index}` })) }),
    ],
    [
      "an append has 4194306 bytes; at most 4194304 are allowed",
      withPart({ events: Array.from({ length: 4 }, () => ({ ...event, data: A(LIMITS.eventBytes - 2) })) }),
    ],
  ])("is too large: %s", (message, bad) => {
    expect(() => checkAppend(bad)).toThrow(expect.objectContaining({ code: "too-large", message }));
  });
});

test("an expected version is a number, none, exists or any", () => {
  const met = ([0, 1, 2, "none", "exists", "any"] as const).map((expected) =>
    [0, 1, 2].map((actual) => meetsExpectation(expected, actual)),
  );
  expect(met).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [true, false, false],
    [false, true, true],
    [true, true, true],
  ]);
});
