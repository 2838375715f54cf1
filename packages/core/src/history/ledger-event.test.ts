import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";
import type { EventSchemas } from "./ledger-event.ts";
import { decodeEvent, decodeForFold } from "./ledger-event.ts";

const stored: RecordedEvent = {
  id: "e1",
  tenant: "acme",
  stream: "prompt-p1",
  version: 3,
  position: 7,
  type: "PromptTagged",
  schemaVersion: 1,
  data: '{"name":"team:core"}',
  metadata: '{"actor":"jane","commandId":"c1"}',
  recordedAt: 2000,
  occurredAt: null,
};

/** PromptTagged was a name once, then key and value, and is an id as well by now. */
const THIRD: EventSchemas = {
  versions: { PromptTagged: 3 },
  upcasters: [
    {
      type: "PromptTagged",
      from: 2,
      lift: (data) => {
        const { key, value } = data as { key: string; value: string };
        return { id: `tag_${key}_${value}`, key, value };
      },
    },
    { type: "PromptUntagged", from: 1, lift: () => "of another type" },
    {
      type: "PromptTagged",
      from: 1,
      lift: (data) => {
        const [key, value] = (data as { name: string }).name.split(":");
        return { key, value };
      },
    },
  ],
};

describe("an event stored in an older shape", () => {
  test("is lifted step by step, in order", () => {
    expect(decodeEvent(stored, THIRD).data).toStrictEqual({
      id: "tag_team_core",
      key: "team",
      value: "core",
    });
    const second = { ...stored, schemaVersion: 2, data: '{"key":"team","value":"core"}' };
    expect(decodeEvent(second, THIRD).data).toStrictEqual({
      id: "tag_team_core",
      key: "team",
      value: "core",
    });
    const third = { ...stored, schemaVersion: 3, data: '{"id":"x"}' };
    expect(decodeEvent(third, THIRD).data).toStrictEqual({ id: "x" });
  });

  test("is refused where a step is missing", () => {
    for (const [from, upcasters] of [
      [2, THIRD.upcasters.slice(1)],
      [1, THIRD.upcasters.slice(0, 2)],
    ] as const)
      expect(() => decodeEvent(stored, { ...THIRD, upcasters })).toThrow(
        expect.objectContaining({
          code: "unknown-event",
          message: `nothing lifts PromptTagged from schema version ${from}; upgrade this release`,
        }),
      );
  });
});

test("an event of a newer shape is refused", () => {
  expect(() => decodeEvent({ ...stored, schemaVersion: 4 }, THIRD)).toThrow(
    expect.objectContaining({
      code: "unknown-event",
      message: "the log holds PromptTagged of schema version 4, and this release knows 3; upgrade it",
    }),
  );
  expect(() => decodeForFold([{ ...stored, schemaVersion: 2 }])).toThrow(
    expect.objectContaining({ code: "unknown-event" }),
  );
});

test("an event of an unknown type is refused, also one named like what every object inherits", () => {
  for (const type of ["PromptTranslated", "constructor", "toString"])
    expect(() => decodeEvent({ ...stored, type })).toThrow(
      expect.objectContaining({
        code: "unknown-event",
        message: `the log holds an event of type ${type}; upgrade this release to read it`,
      }),
    );
});

test("an event happened when it says, else when it was recorded", () => {
  expect(happenedAt({ occurredAt: null, recordedAt: 2000 })).toBe(2000);
  expect(happenedAt({ occurredAt: 0, recordedAt: 2000 })).toBe(0);
  expect(decodeForFold([{ ...stored, occurredAt: 1500 }])).toStrictEqual([
    { type: "PromptTagged", data: { name: "team:core" }, version: 3, at: 1500, actor: "jane" },
  ]);
});

test("a slice of events is decoded as each event alone, for any actor and any form of metadata", () => {
  const metadata = [
    '{"actor":"jane","commandId":"c1"}',
    '{"actor":"jane","commandId":"c2","reason":"actor"}',
    '{"actor":"jane2","commandId":"c3"}',
    '{"commandId":"c4","actor":"bob"}',
    '{"actor":"bob"}',
    '{ "actor": "eve \\"the\\" \\u00e4", "commandId": "c5" }',
    '{"actor":"eve \\"the\\" ä","commandId":"c6"}',
    '{"actor":"jane","commandId":"c7"}',
  ];
  const events = metadata.map((text, index) => ({
    ...stored,
    metadata: text,
    data: `{"name":"${index}"}`,
    version: index + 1,
  }));
  expect(decodeForFold(events)).toStrictEqual(
    events.map((event) => {
      const { type, data, version, at, actor } = decodeEvent(event);
      return { type, data, version, at, actor };
    }),
  );
  expect(decodeForFold(events).map(({ actor }) => actor)).toEqual([
    "jane",
    "jane",
    "jane2",
    "bob",
    "bob",
    'eve "the" ä',
    'eve "the" ä',
    "jane",
  ]);
  expect(decodeForFold([])).toEqual([]);
});
