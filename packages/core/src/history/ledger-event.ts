import type { Circumstances } from "../decider.ts";
import type { PromptEvent } from "../prompt/events.ts";
import type { SlugEvent } from "../prompt/slug-claim.ts";
import { LedgerError } from "../store/errors.ts";
import type { EventMetadata, RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";
import type { Upcaster } from "../store/upcaster.ts";
import { upcast } from "../store/upcaster.ts";
import type { VersionEvent } from "../version/events.ts";

/** Everything that can happen in a ledger. */
export type DomainEvent = PromptEvent | VersionEvent | SlugEvent;

/** The schema version that each event type has today. Raising one needs an upcaster in {@link UPCASTERS}. */
export const SCHEMA_VERSIONS: { readonly [Type in DomainEvent["type"]]: number } = {
  PromptCreated: 1,
  PromptEdited: 1,
  PromptTagged: 1,
  PromptUntagged: 1,
  PromptDeleted: 1,
  PromptRestored: 1,
  VersionCreated: 1,
  VersionEdited: 1,
  VersionCommitted: 1,
  VersionReopened: 1,
  VersionDeleted: 1,
  VersionDeployed: 1,
  VersionUndeployed: 1,
  AccessGranted: 1,
  AccessRevoked: 1,
  SlugClaimed: 1,
  SlugReleased: 1,
};

/** How stored events of older schema versions become today's. */
export const UPCASTERS: readonly Upcaster[] = [];

/** An event of the history: what happened, who did it, when and why. Times are UTC, in integer milliseconds. */
export type LedgerEvent = DomainEvent &
  Circumstances & {
    readonly id: string;
    readonly stream: string;
    readonly position: number;
    readonly recordedAt: number;
    /** For imported events; else null. */
    readonly occurredAt: number | null;
    readonly commandId: string;
    readonly reason: string | null;
    readonly metadata: EventMetadata;
  };

/** What reading events needs to know of their shapes; a test passes its own. */
export interface EventSchemas {
  readonly versions: { readonly [type: string]: number };
  readonly upcasters: readonly Upcaster[];
}

const TODAY: EventSchemas = { versions: SCHEMA_VERSIONS, upcasters: UPCASTERS };

/** A stored event, parsed and lifted to today's shape; one that this release does not know is refused with `unknown-event`. */
export function decodeEvent(recorded: RecordedEvent, schemas: EventSchemas = TODAY): LedgerEvent {
  const metadata = JSON.parse(recorded.metadata) as EventMetadata;
  return {
    ...decodeFact(recorded, metadata.actor, schemas),
    id: recorded.id,
    stream: recorded.stream,
    position: recorded.position,
    recordedAt: recorded.recordedAt,
    occurredAt: recorded.occurredAt,
    commandId: metadata.commandId,
    reason: metadata.reason ?? null,
    metadata,
  };
}

/** What a fold needs of a stored event, and no more: a fold of a thousand events should take a millisecond. */
export function decodeForFold(recorded: RecordedEvent): DomainEvent & Circumstances {
  return decodeFact(recorded, (JSON.parse(recorded.metadata) as EventMetadata).actor, TODAY);
}

function decodeFact(
  recorded: RecordedEvent,
  actor: string,
  schemas: EventSchemas,
): DomainEvent & Circumstances {
  const known = schemas.versions[recorded.type];
  if (known === undefined) {
    throw new LedgerError(
      "unknown-event",
      `the log holds an event of type ${recorded.type}; upgrade this release to read it`,
    );
  }
  const parsed: unknown = JSON.parse(recorded.data);
  const data =
    recorded.schemaVersion === known
      ? parsed
      : upcast({ ...recorded, data: parsed }, known, schemas.upcasters);
  return {
    type: recorded.type,
    data,
    version: recorded.version,
    at: happenedAt(recorded),
    actor,
  } as DomainEvent & Circumstances;
}
