import type { RecordedEvent } from "@promptledger/core";
import fc from "fast-check";

/** A field that an attacker may change, and what it becomes. */
const CHANGES: { readonly [field: string]: (event: RecordedEvent) => Partial<RecordedEvent> } = {
  id: ({ id }) => ({ id: unlike(id, "U") }),
  type: ({ type }) => ({ type: type === "PromptEdited" ? "PromptTagged" : "PromptEdited" }),
  schemaVersion: ({ schemaVersion }) => ({ schemaVersion: schemaVersion + 1 }),
  data: ({ data }) => ({ data: `${data.slice(0, -1)} }` }),
  metadata: ({ metadata }) => ({ metadata: metadata.replace('"actor":"', '"actor":"x') }),
  recordedAt: ({ recordedAt }) => ({ recordedAt: recordedAt - 1 }),
  occurredAt: ({ occurredAt, recordedAt }) => ({ occurredAt: occurredAt === null ? recordedAt : null }),
};

/** An id that no other event has: its last character is one that ULIDs do not have. */
function unlike(id: string, last: "O" | "U"): string {
  return `${id.slice(0, -1)}${last}`;
}

/** What an attacker who can write to the storage does to a log. Positions are those of the log before. */
export interface Manipulation {
  /** What the attacker does: to one event, to two that are exchanged, or to all from one on. */
  readonly kind: "changed" | "missing" | "added" | "reordered" | "cut-off";
  /** The position of the event; of the first that is cut off; or of the one before which another is added. */
  readonly position: number;
  /** The position of the event that it is exchanged with, where events are reordered. */
  readonly other: number;
  /** The field that is changed, where one is. */
  readonly field: string;
}

/** Any manipulation of the first events of a log, up to `size`. */
export function arbitraryManipulation(size: number): fc.Arbitrary<Manipulation> {
  const position = fc.integer({ min: 1, max: size });
  return fc
    .record({
      kind: fc.constantFrom("changed", "missing", "added", "reordered", "cut-off"),
      position,
      other: position,
      field: fc.constantFrom(...Object.keys(CHANGES)),
    })
    .filter(({ position: one, other }) => one !== other);
}

/** A log after a manipulation. The attacker numbers positions and versions again, so that nothing is to be seen. */
export function manipulated(
  log: readonly RecordedEvent[],
  manipulation: Manipulation,
): readonly RecordedEvent[] {
  const events = [...log];
  const index = manipulation.position - 1;
  const event = events[index] as RecordedEvent;
  switch (manipulation.kind) {
    case "changed":
      events[index] = { ...event, ...CHANGES[manipulation.field]?.(event) };
      break;
    case "missing":
      events.splice(index, 1);
      break;
    case "added":
      events.splice(index, 0, { ...event, id: unlike(event.id, "O") });
      break;
    case "reordered":
      events[index] = events[manipulation.other - 1] as RecordedEvent;
      events[manipulation.other - 1] = event;
      break;
    case "cut-off":
      events.length = index;
      break;
  }
  const versions = new Map<string, number>();
  return events.map((one, at) => {
    const version = (versions.get(one.stream) ?? 0) + 1;
    versions.set(one.stream, version);
    return { ...one, position: at + 1, version };
  });
}

/** The positions that a verification must name. */
export function touched(manipulation: Manipulation): readonly number[] {
  return manipulation.kind === "reordered"
    ? [manipulation.position, manipulation.other].sort((left, right) => left - right)
    : [manipulation.position];
}
