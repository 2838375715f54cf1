import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReadPoint } from "../history/moment.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";
import { prefixAt } from "./as-of.ts";

/** Streams as stores keep them: positions ascend, `recordedAt` does not go back, `occurredAt` may be anything. */
const streams: fc.Arbitrary<readonly RecordedEvent[]> = fc
  .array(fc.record({ gap: fc.nat(3), later: fc.nat(3), occurred: fc.option(fc.nat(20)) }), { maxLength: 12 })
  .map((steps) => {
    let position = 0;
    let recordedAt = 0;
    return steps.map(({ gap, later, occurred }, index) => {
      position += 1 + gap;
      recordedAt += later;
      return {
        id: `e${position}`,
        tenant: "acme",
        stream: "prompt-p1",
        version: index + 1,
        position,
        type: "PromptEdited",
        schemaVersion: 1,
        data: "{}",
        metadata: "{}",
        recordedAt,
        occurredAt: occurred,
      };
    });
  });
const points: fc.Arbitrary<ReadPoint> = fc.oneof(
  fc.record({ kind: fc.constant("happened" as const), time: fc.nat(25) }),
  fc.record({ kind: fc.constant("recorded" as const), time: fc.nat(25) }),
  fc.record({ kind: fc.constant("position" as const), position: fc.nat(40) }),
);

function isWithin(event: RecordedEvent, point: ReadPoint): boolean {
  if (point.kind === "position") return event.position <= point.position;
  return (point.kind === "happened" ? happenedAt(event) : event.recordedAt) <= point.time;
}

test("what a stream was at a point is its longest prefix that lies at or before it", () => {
  fc.assert(
    fc.property(streams, points, (events, point) => {
      const prefix = prefixAt(events, point);
      expect(prefix).toEqual(events.slice(0, prefix.length));
      expect(prefix.every((event) => isWithin(event, point))).toBe(true);
      const next = events[prefix.length];
      if (next !== undefined) expect(isWithin(next, point)).toBe(false);
    }),
  );
});

test("later points see no less, and the end of the log sees everything", () => {
  fc.assert(
    fc.property(streams, points, fc.nat(5), (events, point, more) => {
      const later: ReadPoint =
        point.kind === "position"
          ? { ...point, position: point.position + more }
          : { ...point, time: point.time + more };
      expect(prefixAt(events, later).length).toBeGreaterThanOrEqual(prefixAt(events, point).length);
      expect(prefixAt(events, { kind: "position", position: 100 })).toEqual(events);
    }),
  );
});
