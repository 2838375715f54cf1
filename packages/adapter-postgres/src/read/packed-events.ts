import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Row } from "../connection/database.ts";
import { withRedacted } from "./redacted.ts";

/** So many events come in one row at most; 256 of the largest are a text that a process can hold. */
export const EVENTS_IN_A_ROW = 256;

/** The texts of an event, in the order in which they are packed. */
const TEXTS = ["e.id", "e.type", "e.data", "e.metadata", "coalesce(e.redacted, '')"];

/** The numbers of an event, in the order in which they are packed: the last ones are the lengths of its texts in bytes. */
const NUMBERS = ["position", "schema_version", "recorded_at", "occurred_at"];

/**
 * Aggregates that pack the events `e` of a stream, in the order in which they come: their numbers as the inside of a JSON array, and their
 * texts as one. A driver takes longer over the twelve columns of an event than over all else that a read is.
 */
export const PACKED_EVENTS: readonly [numbers: string, texts: string] = [
  `string_agg(${[...NUMBERS.map((name) => `coalesce(e.${name}::text, 'null')`), ...TEXTS.map((text) => `octet_length(${text})`)].join(" || ',' || ")}, ',')`,
  `string_agg(${TEXTS.join(" || ")}, '')`,
];

/** The events that a row `first version, numbers, texts` has packed, each frozen. */
export function unpackEvents(tenant: string, stream: string, [first, numbers, texts]: Row): RecordedEvent[] {
  const figures: readonly number[] = JSON.parse(`[${String(numbers)}]`);
  const size = NUMBERS.length + TEXTS.length;
  const cut = cutter(String(texts), figures, size);
  const events: RecordedEvent[] = [];
  for (let at = 0; at < figures.length; at += size) {
    const figure = (index: number): number => figures[at + index] as number;
    const event = {
      id: cut(figure(4)),
      tenant,
      stream,
      version: Number(first) + events.length,
      position: figure(0),
      type: cut(figure(5)),
      schemaVersion: figure(1),
      data: cut(figure(6)),
      metadata: cut(figure(7)),
      recordedAt: figure(2),
      occurredAt: figures[at + 3] ?? null,
    };
    events.push(withRedacted(cut(figure(8)), event));
  }
  return events;
}

/** Cuts texts of so many bytes off a text, one after the other. */
function cutter(text: string, figures: readonly number[], size: number): (bytes: number) => string {
  let bytes = 0;
  figures.forEach((figure, index) => {
    if (index % size >= NUMBERS.length) bytes += figure;
  });
  // As many characters as bytes: each is one byte.
  const buffer = bytes === text.length ? null : Buffer.from(text);
  let end = 0;
  return (length) => {
    const start = end;
    end += length;
    return buffer === null ? text.slice(start, end) : buffer.toString("utf8", start, end);
  };
}
