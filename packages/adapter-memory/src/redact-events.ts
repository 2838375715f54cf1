import type { RecordedEvent, Redaction } from "@promptledger/core/adapter";
import { missingEvent } from "@promptledger/core/adapter";
import type { TenantStorage } from "./storage.ts";

/** Throws `history-diverged` unless the log holds every event that is redacted. */
export function checkRedactedEvents({ log }: TenantStorage, redactions: readonly Redaction[]): void {
  for (const redaction of redactions) {
    const { position, eventId, stream, version } = redaction;
    const event = log[position - 1];
    if (event?.id !== eventId || event.stream !== stream || event.version !== version)
      throw missingEvent(redaction);
  }
}

/** Gives events of the log other texts. Who read them before keeps what they read. */
export function redactEvents(tenant: TenantStorage, redactions: readonly Redaction[]): void {
  for (const { position, stream, version, data, metadata, redacted } of redactions) {
    const event = tenant.log[position - 1] as RecordedEvent;
    const after = { ...event, data, metadata, redacted: Object.freeze({ ...redacted }) };
    tenant.log[position - 1] = after;
    const events = tenant.streams.get(stream)?.events;
    if (events !== undefined) events[version - 1] = after;
  }
}
