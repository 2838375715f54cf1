import type { ActorKind } from "../access/actor.ts";
import type { HostMetadata } from "./host-metadata.ts";

/** An event to append. Its texts are stored byte for byte and never re-encoded. */
export interface NewEvent {
  /** Unique in its tenant. The ledger generates monotonic ULIDs. */
  readonly id: string;
  /** Past tense, e.g. `VersionCommitted`. */
  readonly type: string;
  /** The version of the shape of `data`, from 1. Upcasters convert older versions on reading. */
  readonly schemaVersion: number;
  /** JSON text, made by the process that appends. */
  readonly data: string;
  /** JSON text of `EventMetadata`. */
  readonly metadata: string;
  /** When it happened, for imported events; otherwise null. UTC, integer milliseconds, at least 0. */
  readonly occurredAt: number | null;
}

/** An event as the store keeps and returns it: raw, never upcast. */
export interface RecordedEvent extends NewEvent {
  /** The tenant whose log holds it. */
  readonly tenant: string;
  /** The name of its stream, e.g. `prompt-prm_01J...`. */
  readonly stream: string;
  /** Its number in its stream: 1, 2, 3, ... without a gap. */
  readonly version: number;
  /** Its number in its tenant's log: 1, 2, 3, ... without a gap; position order is commit order. */
  readonly position: number;
  /** Set by the store under the tenant's lock; never goes back within a tenant. UTC, integer milliseconds. */
  readonly recordedAt: number;
  /** Present if a text was replaced after it was stored, because it had to go. Proofs cover the text that was stored first. */
  readonly redacted?: RedactedHashes;
}

/** The SHA-256 of the texts of an event that were stored first, in lower-case hexadecimal. */
export interface RedactedHashes {
  /** Of the first `data`. Absent if that was not replaced. */
  readonly data?: string;
  /** Of the first `metadata`. Absent if that was not replaced. */
  readonly metadata?: string;
}

/** Actor, reason and context. All events of one append have the same. */
export interface EventMetadata {
  /** An opaque id. Name and e-mail are in the actor directory, where they can be erased. */
  readonly actor: string;
  /** Where the actor came from: code of the host, or a caller that an API authenticated. */
  readonly actorKind: ActorKind;
  /** As the caller gave it: an actor's own, so two actors may have used the same one. */
  readonly commandId: string;
  /** As the caller gave it; up to 1,000 characters. */
  readonly reason?: string;
  /** As the caller gave it; up to 255 characters. */
  readonly correlationId?: string;
  /** As the caller gave it; up to 255 characters. */
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** What the host gave with the write. */
  readonly metadata?: HostMetadata;
}

/** When an event happened: `occurredAt` if it was imported, otherwise `recordedAt`. */
export function happenedAt(event: {
  readonly occurredAt: number | null;
  readonly recordedAt: number;
}): number {
  return event.occurredAt ?? event.recordedAt;
}
