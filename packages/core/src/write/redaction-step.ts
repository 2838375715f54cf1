import type { Document } from "../catalog/document.ts";
import { SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import { projectStream } from "../history/projection.ts";
import { isFoundByText, redactEvent } from "../history/redact-event.ts";
import { pendingTime } from "../recorded-at.ts";
import type { Redaction, StreamAppend } from "../store/append.ts";
import type { RecordedEvent, RedactedHashes } from "../store/recorded-event.ts";
import { invalidInput } from "../validation/parse.ts";
import type { RedactionRequest } from "./redaction-request.ts";
import type { RedactionScope } from "./redaction-scope.ts";
import type { WriteSession } from "./session.ts";

/** So many events are redacted in one append, and texts of about so many characters. */
const STEP = { events: 250, characters: 1_000_000 };

/** The redactions of one append, in one stream. */
export interface StreamRedactions {
  readonly part: StreamAppend;
  readonly redactions: readonly Redaction[];
  /** Whether the stream holds no more of what is redacted after them. */
  readonly isLast: boolean;
}

/** What redacting an event comes to; null where nothing changes. Throws where what has to stay holds the text. */
export function textsAfter(
  { text, position }: RedactionRequest,
  event: RecordedEvent,
): { readonly data: string; readonly metadata: string } | null {
  const { texts, kept } = redactEvent(event, text);
  const [field] = kept;
  const place = `the event at position ${event.position} (${event.type})`;
  if (field !== undefined) {
    const message = `occurs in ${field} of ${place}, which cannot be redacted: events are found by it. Treat the text as known, and replace it where it is in use; redact other events with \`prompt\`, or one by one with \`position\``;
    throw invalidInput([{ field: "text", message }]);
  }
  if (texts !== null && position !== null && isFoundByText(event)) {
    const message = `${place} has tags, which later events find by their texts: redact the text of the tag in all events, with \`text\` alone`;
    throw invalidInput([{ field: "position", message }]);
  }
  return texts;
}

/** The redactions in a stream, with what they append to it, its documents included; null where it holds none of what is redacted. */
export function redactStream(
  { ids, clock, hasher }: WriteSession,
  request: RedactionRequest,
  scope: RedactionScope,
  events: readonly RecordedEvent[],
): StreamRedactions | null {
  const redactions: Redaction[] = [];
  let characters = 0;
  let isLast = true;
  const after = events.map((event) => {
    const texts = scope.has(event) ? textsAfter(request, event) : null;
    if (texts === null) return event;
    const size = texts.data.length + texts.metadata.length;
    if (redactions.length === STEP.events || (redactions.length > 0 && characters + size > STEP.characters)) {
      isLast = false;
      return event;
    }
    characters += size;
    const { stream, version, position, id: eventId } = event;
    const redacted: RedactedHashes = {
      ...event.redacted,
      ...(texts.data === event.data ? {} : { data: event.redacted?.data ?? hasher.sha256(event.data) }),
      ...(texts.metadata === event.metadata
        ? {}
        : { metadata: event.redacted?.metadata ?? hasher.sha256(event.metadata) }),
    };
    redactions.push({ stream, version, position, eventId, ...texts, redacted });
    return { ...event, ...texts };
  });
  const [first] = events;
  if (first === undefined || redactions.length === 0) return null;
  const { stream, tenant } = first;
  const added = redactions.map(({ position, eventId, redacted }, index): RecordedEvent => {
    const { data: dataHash, metadata: metadataHash } = redacted;
    return {
      id: ids.ulid(clock.now()),
      tenant,
      stream,
      version: events.length + index + 1,
      position: 0,
      type: "EventRedacted",
      schemaVersion: SCHEMA_VERSIONS.EventRedacted,
      // JSON omits undefined values.
      data: JSON.stringify({ position, eventId, dataHash, metadataHash }),
      metadata: request.metadata,
      recordedAt: pendingTime(null),
      occurredAt: null,
    };
  });
  const documents: readonly Document[] = projectStream(stream, [...after, ...added]);
  const part = {
    stream,
    expected: events.length,
    lastEvent: (events.at(-1) ?? first).id,
    events: added.map(({ id, type, schemaVersion, data, metadata, occurredAt }) => {
      return { id, type, schemaVersion, data, metadata, occurredAt };
    }),
    ...(documents.length === 0 ? {} : { documents }),
  };
  return { part, redactions, isLast };
}
