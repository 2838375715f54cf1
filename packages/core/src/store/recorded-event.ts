/** An event on its way into the store. The texts are stored byte for byte and never re-encoded. */
export interface NewEvent {
  /** Unique in its tenant; a monotonic ULID when the ledger made it. */
  readonly id: string;
  /** Past tense, e.g. `VersionCommitted`. */
  readonly type: string;
  /** The shape of `data`, counted from 1; an upcaster lifts older ones on reading. */
  readonly schemaVersion: number;
  /** JSON text, made in the process that appends. */
  readonly data: string;
  /** JSON text of `EventMetadata`. */
  readonly metadata: string;
  /** When it happened, for imported events; else null. UTC, integer milliseconds, from 0 on. */
  readonly occurredAt: number | null;
}

/** An event as the store keeps it and gives it back: raw, never upcast. */
export interface RecordedEvent extends NewEvent {
  readonly tenant: string;
  readonly stream: string;
  /** Its number in its stream: 1, 2, 3, ... without a gap. */
  readonly version: number;
  /** Its number in its tenant's log: 1, 2, 3, ... without a gap; position order is commit order. */
  readonly position: number;
  /** Set by the store under the tenant's lock; never goes back within a tenant. UTC, integer milliseconds. */
  readonly recordedAt: number;
}

/** Who, why and in which context; the same for all events of one append. */
export interface EventMetadata {
  /** An opaque id; name and e-mail live in the actor directory, where they can be erased. */
  readonly actor: string;
  readonly commandId: string;
  readonly reason?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** When an event happened: `occurredAt` of an imported one, else `recordedAt`. */
export function happenedAt(event: {
  readonly occurredAt: number | null;
  readonly recordedAt: number;
}): number {
  return event.occurredAt ?? event.recordedAt;
}
