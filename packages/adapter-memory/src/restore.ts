import type { RecordedEvent, RestoreResult, RestoreTarget } from "@promptledger/core/adapter";
import { checkStretch, checkTenant, LedgerError, restoreStretches } from "@promptledger/core/adapter";
import { record } from "./append.ts";
import { headOf } from "./log.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { streamStorage, tenantStorage, wake } from "./storage.ts";

/** Adds events of another ledger as they are, a stretch at a time, each all or none. */
export function restore(
  storage: MemoryStorage,
  name: string,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  checkTenant(name);
  const tenant = tenantStorage(storage, name);
  const target: RestoreTarget = {
    add: (stretch) => addStretch(tenant, name, stretch),
    head: () => headOf(tenant),
    wake: () => wake(storage, name),
  };
  return restoreStretches(target, events);
}

function addStretch(tenant: TenantStorage, name: string, events: readonly RecordedEvent[]): void {
  const streams = new Set(events.map(({ stream }) => stream));
  const versions = [...streams].map(
    (stream) => [stream, tenant.streams.get(stream)?.events.length ?? 0] as const,
  );
  const end = { head: headOf(tenant), recordedAt: tenant.lastRecordedAt, versions: new Map(versions) };
  checkStretch(end, events);
  for (const { id } of events) {
    if (tenant.eventIds.has(id))
      throw new LedgerError("duplicate-event", `an event with the id ${id} is in the log already`);
  }
  for (const event of events) {
    record(tenant, streamStorage(tenant, event.stream), copyOf(event, name));
  }
  tenant.lastRecordedAt = events.at(-1)?.recordedAt ?? tenant.lastRecordedAt;
}

// The caller may change what it passed.
function copyOf(event: RecordedEvent, tenant: string): RecordedEvent {
  const { redacted } = event;
  const copy = { ...event, tenant };
  return Object.freeze(redacted === undefined ? copy : { ...copy, redacted: Object.freeze({ ...redacted }) });
}
