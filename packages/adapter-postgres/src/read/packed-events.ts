import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Row } from "../connection/database.ts";
import { withRedacted } from "./redacted.ts";

/** So many events come in one row at most: 64 of the largest are 64 MB, and 64 usual ones less than a socket hands over at once. */
export const EVENTS_IN_A_ROW = 64;

/** The columns of an event, in SQL and none of them null, in the order in which they are packed: its numbers, then the lengths of its texts in bytes. */
interface Packing {
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
}

/** What differs between the events of one stream. */
const OF_STREAM: Packing = {
  numbers: ["e.position", "e.schema_version", "e.recorded_at", "coalesce(e.occurred_at::text, 'null')"],
  texts: ["e.id", "e.type", "e.data", "e.metadata", "coalesce(e.redacted, '')"],
};

/** What differs between the events of a log. */
const OF_LOG: Packing = {
  numbers: [...OF_STREAM.numbers, "e.version"],
  texts: [...OF_STREAM.texts, "e.stream"],
};

function aggregates({ numbers, texts }: Packing): readonly [numbers: string, texts: string] {
  const figures = [...numbers, ...texts.map((text) => `octet_length(${text})`)];
  return [
    `string_agg(concat_ws(',', ${figures.join(", ")}), ',')`,
    `string_agg(concat(${texts.join(", ")}), '')`,
  ];
}

/**
 * Aggregates that pack the events `e` of a stream, in the order in which they come: their numbers as the inside of a JSON array, and their
 * texts as one. A driver takes longer over the twelve columns of an event than over all else that a read is.
 */
export const PACKED_EVENTS: readonly [numbers: string, texts: string] = aggregates(OF_STREAM);

/** Aggregates that pack the events `e` of a log, of any streams, in the order in which they come. */
export const PACKED_LOG: readonly [numbers: string, texts: string] = aggregates(OF_LOG);

/** The events that a row `first version, numbers, texts` has packed, each frozen. */
export function unpackEvents(tenant: string, stream: string, [first, ...packed]: Row): RecordedEvent[] {
  return unpacked(OF_STREAM, tenant, { stream, first: Number(first) }, packed);
}

/** The events that a row `numbers, texts` of a log has packed, each frozen. */
export function unpackLog(tenant: string, packed: Row): RecordedEvent[] {
  return unpacked(OF_LOG, tenant, null, packed);
}

/** The events of a packed row: of one stream, from its version `first` on, or of any. */
function unpacked(
  { numbers, texts }: Packing,
  tenant: string,
  of: { readonly stream: string; readonly first: number } | null,
  [packedNumbers, packedTexts]: Row,
): RecordedEvent[] {
  const figures: readonly number[] = JSON.parse(`[${String(packedNumbers)}]`);
  const size = numbers.length + texts.length;
  const cut = cutter(String(packedTexts), figures, numbers.length, size);
  const events: RecordedEvent[] = [];
  for (let at = 0; at < figures.length; at += size) {
    const figure = (index: number): number => figures[at + index] as number;
    const text = (index: number): string => cut(figure(numbers.length + index));
    // In their order, for they are cut off one after the other.
    const [id, type, data, metadata, redacted] = [text(0), text(1), text(2), text(3), text(4)];
    // One literal, as a spread takes longer than all else here.
    const event = withRedacted(redacted, {
      id,
      type,
      data,
      metadata,
      tenant,
      stream: of?.stream ?? text(5),
      version: of === null ? figure(4) : of.first + events.length,
      position: figure(0),
      schemaVersion: figure(1),
      recordedAt: figure(2),
      occurredAt: figures[at + 3] ?? null,
    });
    events.push(event);
  }
  return events;
}

/** Cuts texts of so many bytes off a text, one after the other. */
function cutter(
  text: string,
  figures: readonly number[],
  firstLength: number,
  size: number,
): (bytes: number) => string {
  let bytes = 0;
  figures.forEach((figure, index) => {
    if (index % size >= firstLength) bytes += figure;
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
