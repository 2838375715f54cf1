import type { RecordedEvent } from "../store/recorded-event.ts";

/** The event that says that a text of an earlier one was replaced. */
const REDACTION = "EventRedacted";

/** Finds events whose texts were replaced without an event that says so. */
export interface Redactions {
  /** Looks at the next event of the log. */
  see(event: RecordedEvent): void;
  /** The events that no later one accounts for. */
  readonly unaccounted: Iterable<RecordedEvent>;
}

/** No event was seen so far. */
export function redactions(): Redactions {
  const open = new Map<number, RecordedEvent>();
  return {
    see(event) {
      if (event.redacted !== undefined) open.set(event.position, event);
      if (event.type !== REDACTION || open.size === 0) return;
      const position = positionOf(event);
      const earlier = position === null ? undefined : open.get(position);
      if (earlier !== undefined && accountsFor(event, earlier)) open.delete(earlier.position);
    },
    get unaccounted() {
      return open.values();
    },
  };
}

/** Whether a redaction names an event, and the hashes of its texts that were replaced. */
function accountsFor(redaction: RecordedEvent, { position, id, redacted }: RecordedEvent): boolean {
  const { data } = redaction;
  const said = parsed(data);
  return (
    said["position"] === position &&
    said["eventId"] === id &&
    (said["dataHash"] ?? null) === (redacted?.data ?? null) &&
    (said["metadataHash"] ?? null) === (redacted?.metadata ?? null)
  );
}

function positionOf({ data }: RecordedEvent): number | null {
  const { position } = parsed(data);
  return typeof position === "number" ? position : null;
}

// A changed log may hold any text.
function parsed(text: string): { readonly [field: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
