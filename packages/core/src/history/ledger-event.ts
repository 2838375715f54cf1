import type { ActorKind } from "../access/actor.ts";
import type { AccessEvent } from "../access/events.ts";
import type { EventContext } from "../decider.ts";
import { LedgerError } from "../errors.ts";
import type { IntegrationEvent } from "../integration/events.ts";
import type { PromptEvent } from "../prompt/events.ts";
import type { SlugEvent } from "../prompt/slug-claim.ts";
import { promptOfStream } from "../prompt/stream.ts";
import type { EventMetadata, RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";
import type { VersionEvent } from "../version/events.ts";
import type { Upcaster } from "./upcaster.ts";
import { upcast } from "./upcaster.ts";

/** Every event of a ledger. */
export type DomainEvent = PromptEvent | VersionEvent | SlugEvent | AccessEvent | IntegrationEvent;

/** The current schema version of each event type. A new version needs an upcaster in {@link UPCASTERS}. */
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
  ApplicationCreated: 1,
  ApplicationRenamed: 1,
  ApplicationTagged: 1,
  ApplicationUntagged: 1,
  ApplicationDeleted: 1,
  RoleAdded: 1,
  RoleRemoved: 1,
  KeyCreated: 1,
  KeyEnabled: 1,
  KeyDisabled: 1,
  KeyRevoked: 1,
  PersonErased: 1,
  IntegrationCreated: 1,
  IntegrationEdited: 1,
  IntegrationDeleted: 1,
  IntegrationTagged: 1,
  IntegrationUntagged: 1,
  ModelAdded: 1,
  ModelEdited: 1,
  ModelRemoved: 1,
  ModelTagged: 1,
  ModelUntagged: 1,
  SlugClaimed: 1,
  SlugReleased: 1,
  EventRedacted: 1,
};

/** The upcasters, which convert stored events of older schema versions to the current one. */
const UPCASTERS: readonly Upcaster[] = [];

/** An event of the history: what happened, who did it, when and why. Times are UTC, in integer milliseconds. */
export type LedgerEvent = DomainEvent &
  EventContext & {
    /** A ULID, unless it was imported with another id. Unique in the tenant. */
    readonly id: string;
    /** The tenant whose history it is part of. */
    readonly tenant: string;
    /** The stream that it belongs to: `prompt-{id}`, `slug-{slug}`, `access` or `integrations`. */
    readonly stream: string;
    /** The prompt that it is about; null for events about the tenant. */
    readonly promptId: string | null;
    /** Where the actor came from: code of the host, or a caller that an API authenticated. */
    readonly actorKind: ActorKind;
    /** Its number in the tenant's log: 1, 2, 3, ... without a gap. */
    readonly position: number;
    /** When the store recorded it. Never goes back from one position to the next. */
    readonly recordedAt: number;
    /** For imported events; otherwise null. */
    readonly occurredAt: number | null;
    /** As the caller gave it, or generated. All events of one write have the same. */
    readonly commandId: string;
    /** The reason that the caller gave; null for none. */
    readonly reason: string | null;
    /** The actor, and everything else that the write gave: ids for tracing, and the host's own metadata. */
    readonly metadata: EventMetadata;
    /** Present if texts of the event were replaced by `[redacted]`; an `EventRedacted` of the same stream says who did that, and why. */
    readonly redacted?: true;
  };

/** The schema versions and upcasters for reading events. Tests pass their own. */
export interface EventSchemas {
  readonly versions: { readonly [type: string]: number };
  readonly upcasters: readonly Upcaster[];
}

const TODAY: EventSchemas = { versions: SCHEMA_VERSIONS, upcasters: UPCASTERS };

/** Parses a stored event and converts it to the current schema version. Throws `unknown-event` if this release does not know it. */
export function decodeEvent(recorded: RecordedEvent, schemas: EventSchemas = TODAY): LedgerEvent {
  const metadata = JSON.parse(recorded.metadata) as EventMetadata;
  const fact = factOf(recorded, JSON.parse(recorded.data), metadata.actor, schemas);
  return {
    ...fact,
    id: recorded.id,
    tenant: recorded.tenant,
    stream: recorded.stream,
    promptId: "promptId" in fact.data ? fact.data.promptId : promptOfStream(recorded.stream),
    actorKind: metadata.actorKind,
    position: recorded.position,
    recordedAt: recorded.recordedAt,
    occurredAt: recorded.occurredAt,
    commandId: metadata.commandId,
    reason: metadata.reason ?? null,
    metadata,
    ...(recorded.redacted === undefined ? {} : { redacted: true as const }),
  };
}

/**
 * Decodes only what a fold needs of a stream's events. The data of a whole stream is parsed in one call, because a call per event would cost
 * more than the fold.
 */
export function decodeForFold(events: readonly RecordedEvent[]): readonly (DomainEvent & EventContext)[] {
  // Strings that are added up are copied once, when they are parsed; `join` and the brackets around it would copy them twice.
  const [first, ...others] = events;
  let text = first?.data ?? "";
  for (const { data } of others) text += `,${data}`;
  const data = JSON.parse(`[${text}]`) as readonly unknown[];
  const actorOf = actorReader();
  return events.map((event, index) => factOf(event, data[index], actorOf(event.metadata), TODAY));
}

/** Reads the actor from metadata. If the text begins like the previous one, the actor is the same, and nothing is parsed. */
function actorReader(): (metadata: string) => string {
  let actor = "";
  let beginning: string | null = null;
  return (metadata) => {
    if (beginning === null || !metadata.startsWith(beginning)) {
      actor = (JSON.parse(metadata) as EventMetadata).actor;
      beginning = `{"actor":${JSON.stringify(actor)},`;
    }
    return actor;
  };
}

function factOf(
  recorded: RecordedEvent,
  parsed: unknown,
  actor: string,
  schemas: EventSchemas,
): DomainEvent & EventContext {
  const { type, schemaVersion, version } = recorded;
  const known = schemas.versions[type];
  // Not a comparison with undefined, because a type such as `constructor` is found on every object.
  if (typeof known !== "number") {
    throw new LedgerError(
      "unknown-event",
      `the log holds an event of type ${type}; upgrade this release to read it`,
    );
  }
  const data =
    schemaVersion === known
      ? parsed
      : upcast({ type, schemaVersion, data: parsed }, known, schemas.upcasters);
  return { type, data, version, at: happenedAt(recorded), actor } as DomainEvent & EventContext;
}
