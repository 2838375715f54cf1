import type { LogEnd, RecordedEvent, RestoreResult } from "@promptledger/core/adapter";
import { checkStream, checkStretch, restoreStretches, START } from "@promptledger/core/adapter";
import type { Query } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import { ledgerError } from "../connection/errors.ts";
import { redactedText } from "../read/redacted.ts";

/** Where events are restored. */
export interface RestoreTarget {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  /** Whether the server may lose what it acknowledged. */
  readonly allowVolatile: boolean;
  /** Wakes the tenant's followers. */
  readonly wake: (tenant: string) => void;
}

/** Adds events of another ledger as they are, a stretch at a time, each all or none. */
export function restore(
  target: RestoreTarget,
  tenant: string,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  const stretches = {
    add: (stretch: readonly RecordedEvent[]) => addStretch(target, tenant, stretch),
    head: async () => (await before(target, tenant, [])).head,
    wake: () => target.wake(tenant),
  };
  return restoreStretches(stretches, events);
}

async function addStretch(
  target: RestoreTarget,
  tenant: string,
  events: readonly RecordedEvent[],
): Promise<void> {
  for (const { stream } of events) checkStream(stream);
  // Until nobody else has appended between looking and adding.
  for (;;) {
    const state = await before(target, tenant, events);
    checkStretch(state, events);
    const rows = await run(target, `SELECT ${target.schema}.restore_v1($1, $2, $3, $4)`, [
      tenant,
      state.head.position,
      JSON.stringify(events.map(rowOf)),
      target.allowVolatile,
    ]);
    if (rows[0]?.[0] === true) return;
  }
}

async function before(
  target: RestoreTarget,
  tenant: string,
  events: readonly RecordedEvent[],
): Promise<LogEnd> {
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const { schema } = target;
  const rows = await run(
    target,
    `SELECT null, position, id, recorded_at FROM (
      SELECT * FROM ${schema}.events WHERE tenant = $1 ORDER BY position DESC LIMIT 1
    ) h
    UNION ALL
    SELECT s.stream, v.version, null, null FROM unnest($2::text[]) AS s (stream)
    CROSS JOIN LATERAL (
      SELECT version FROM ${schema}.events WHERE tenant = $1 AND stream = s.stream ORDER BY version DESC LIMIT 1
    ) v`,
    [tenant, streams],
  );
  const head = rows.find(([stream]) => stream === null);
  return {
    head: head === undefined ? START : { position: numberOf(head[1]), eventId: String(head[2]) },
    recordedAt: numberOf(head?.[3] ?? 0),
    versions: new Map(
      rows.flatMap(([stream, version]) => (stream === null ? [] : [[String(stream), numberOf(version)]])),
    ),
  };
}

function rowOf(event: RecordedEvent): object {
  const { position, version, schemaVersion, recordedAt, occurredAt, stream, id, type, data, metadata } =
    event;
  return {
    position,
    version,
    schema_version: schemaVersion,
    recorded_at: recordedAt,
    occurred_at: occurredAt,
    stream,
    id,
    type,
    data,
    metadata,
    redacted: redactedText(event.redacted),
  };
}

async function run({ query }: RestoreTarget, text: string, values: readonly unknown[]) {
  try {
    return await query(text, values);
  } catch (error) {
    throw ledgerError(error, "writes");
  }
}
