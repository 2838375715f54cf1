import type { AccessEvent } from "../access/events.ts";
import { foldAccess } from "../access/evolve.ts";
import { ACCESS_STREAM } from "../access/state.ts";
import { foldAccessStream, foldIntegrationsStream } from "../history/projection.ts";
import type { Circumstances, Decision } from "../decider.ts";
import { SCHEMA_VERSIONS } from "../history/ledger-event.ts";
import type { IntegrationEvent } from "../integration/events.ts";
import { foldIntegrations } from "../integration/evolve.ts";
import { INTEGRATIONS_STREAM } from "../integration/state.ts";
import type { Appended, StreamVersion } from "../store/append.ts";
import type { NewEvent } from "../store/recorded-event.ts";
import { deepFreeze } from "../validation/freeze.ts";
import { parseWriteOptions } from "../write/command.ts";
import type { Engine, Session } from "../read/engine.ts";
import { metadataText } from "../write/metadata.ts";
import type { TenantWriteOptions } from "./options.ts";
import { commandIdReused, rejectionError } from "../write/refusals.ts";
import { untilDone } from "../write/retry.ts";
import type { TenantState } from "../read/tenant-streams.ts";
import { partOf } from "../write/unit-of-work.ts";
import type { Receipt, Written } from "../read/views.ts";
import { loadWorkspace } from "../read/load.ts";

/** What can happen to a tenant beside its prompts. */
export type TenantEvent = AccessEvent | IntegrationEvent;

/** A write to a tenant's streams `access` and `integrations`. */
export interface TenantWrite<View extends object> {
  /** What is asked, as the fingerprint of the command's id sees it: without secrets. */
  readonly input: object;
  /** Whether the actor may, and what follows. Throws `forbidden`. */
  decide(state: TenantState): Decision<TenantEvent>;
  /** An id that was minted for this write; a repetition is answered with that of the first time. Default: none. */
  readonly minted?: string;
  /** What is answered, from the state after. */
  view(state: TenantState, minted: string): View;
}

/** What a stored command remembers: how long the two streams were afterwards. */
interface StoredResult {
  readonly changed: boolean;
  readonly minted: string;
  readonly versions: readonly StreamVersion[];
}

const BOTH = [ACCESS_STREAM, INTEGRATIONS_STREAM] as const;

/** Applies a write in one append, all or none, as idempotent and as stubborn as a write to prompts. */
export async function writeTenant<View extends object>(
  engine: Engine,
  session: Session,
  write: TenantWrite<View>,
  given: TenantWriteOptions = {},
): Promise<Written<View>> {
  const options = parseWriteOptions(given);
  const id = options.commandId ?? engine.ids.ulid(engine.clock.now());
  const fingerprint = engine.hasher.sha256(JSON.stringify([session.actor.id, write.input]));
  return engine.queue.run([JSON.stringify([session.tenant, BOTH])], async () => {
    const { done, inDoubt } = await untilDone(engine, () =>
      once(engine, session, write, { id, fingerprint }, options),
    );
    const receipt = inDoubt ? { ...done.receipt, repeated: false } : done.receipt;
    return deepFreeze({ ...write.view(done.state, done.minted), receipt });
  });
}

interface Applied {
  readonly receipt: Receipt;
  readonly state: TenantState;
  readonly minted: string;
}

/** One attempt; null where another writer was first. */
async function once(
  engine: Engine,
  session: Session,
  write: TenantWrite<object>,
  command: { readonly id: string; readonly fingerprint: string },
  options: TenantWriteOptions,
): Promise<Applied | null> {
  const { store } = engine;
  const { tenant, actor } = session;
  const { minted = "" } = write;
  const loaded = await loadWorkspace(engine, tenant, { command: command.id, tenantStreams: BOTH });
  if (loaded.command !== null) {
    if (loaded.command.fingerprint !== command.fingerprint) throw commandIdReused(command.id);
    return repeat(engine, session, loaded.command);
  }
  const decision = write.decide(loaded.tenant);
  if (decision.status === "rejected") throw rejectionError(decision.rejection);
  const { events } = decision;
  const changed = events.length > 0;
  if (!changed && options.commandId === undefined)
    return { receipt: { changed, position: loaded.position, repeated: false }, state: loaded.tenant, minted };
  if (changed) await engine.directory.remember(tenant, actor);
  const metadata = metadataText(session, command.id, options);
  const parts = BOTH.map((stream) => {
    const own = events.filter((event) => streamOf(event) === stream);
    const base = loaded.tenantVersions[stream];
    return { stream, base, own, version: base + own.length };
  });
  const versions = parts.map(({ stream, version }) => ({ stream, version }));
  const result: StoredResult = { changed, minted, versions };
  const appended = await store.append({
    tenant,
    command: { ...command, result: JSON.stringify(result) },
    streams: parts.map(({ stream, base, own }) =>
      partOf(
        stream,
        base,
        own.map((event) => newEvent(engine, event, metadata)),
      ),
    ),
  });
  if (appended.status === "conflict") return null;
  if (appended.repeated) return repeat(engine, session, appended);
  return {
    receipt: { changed, position: appended.position, repeated: false },
    state: stateAfter(loaded.tenant, parts, { at: appended.recordedAt, actor: actor.id }),
    minted,
  };
}

/** What was answered when the command was first applied: the history as it was then tells it. */
async function repeat(
  { store }: Engine,
  { tenant }: Session,
  { result, position }: Pick<Appended, "result" | "position">,
): Promise<Applied> {
  const { changed, minted, versions } = JSON.parse(result) as StoredResult;
  const { streams } = await store.load(tenant, {
    streams: versions.map(({ stream, version }) => ({ stream, until: version })),
  });
  const eventsOf = (name: string) => streams.find(({ stream }) => stream === name)?.events ?? [];
  const state = {
    access: foldAccessStream(eventsOf(ACCESS_STREAM)),
    integrations: foldIntegrationsStream(eventsOf(INTEGRATIONS_STREAM)),
  };
  return { receipt: { changed, position, repeated: true }, state, minted };
}

function streamOf(event: TenantEvent): (typeof BOTH)[number] {
  switch (event.type) {
    case "IntegrationCreated":
    case "IntegrationEdited":
    case "IntegrationDeleted":
    case "ModelAdded":
    case "ModelEdited":
    case "ModelRemoved":
      return INTEGRATIONS_STREAM;
    default:
      return ACCESS_STREAM;
  }
}

function newEvent({ ids, clock }: Engine, event: TenantEvent, metadata: string): NewEvent {
  return {
    id: ids.ulid(clock.now()),
    type: event.type,
    schemaVersion: SCHEMA_VERSIONS[event.type],
    data: JSON.stringify(event.data),
    metadata,
    occurredAt: null,
  };
}

function stateAfter(
  before: TenantState,
  parts: readonly { readonly base: number; readonly own: readonly TenantEvent[] }[],
  { at, actor }: Pick<Circumstances, "at" | "actor">,
): TenantState {
  const [access = [], integrations = []] = parts.map(({ base, own }) =>
    own.map((event, index) => ({ ...event, version: base + index + 1, at, actor })),
  );
  return {
    access: foldAccess(before.access, access as readonly (AccessEvent & Circumstances)[]),
    integrations: foldIntegrations(
      before.integrations,
      integrations as readonly (IntegrationEvent & Circumstances)[],
    ),
  };
}
