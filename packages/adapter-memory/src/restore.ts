import type { Issue, RecordedEvent, RestoreResult } from "@promptledger/core";
import { checkEvent, checkStream, checkTenant, LedgerError } from "@promptledger/core";
import { record, wake } from "./append.ts";
import { headOf } from "./log.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { streamStorage, tenantStorage } from "./storage.ts";

const STRETCH = 1000;

/** Adds events of another ledger as they are, a stretch of 1,000 at a time, each all or none. */
export async function restore(
  storage: MemoryStorage,
  name: string,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  checkTenant(name);
  const tenant = tenantStorage(storage, name);
  let stretch: RecordedEvent[] = [];
  let count = 0;
  const flush = (): void => {
    const written = addStretch(tenant, name, stretch);
    if (written > 0) wake(storage, name);
    count += written;
    stretch = [];
  };
  for await (const event of events) {
    stretch.push(event);
    if (stretch.length === STRETCH) flush();
  }
  flush();
  return { head: headOf(tenant), events: count };
}

function addStretch(tenant: TenantStorage, name: string, events: readonly RecordedEvent[]): number {
  const versions = new Map<string, number>();
  const ids = new Set<string>();
  let recordedAt = tenant.lastRecordedAt;
  events.forEach((event, index) => {
    checkStream(event.stream);
    checkEvent(event, null);
    const version = (versions.get(event.stream) ?? tenant.streams.get(event.stream)?.events.length ?? 0) + 1;
    expect("position", event.position, tenant.log.length + index + 1, event);
    expect("version", event.version, version, event);
    if (!Number.isSafeInteger(event.recordedAt)) refuse("recordedAt", "must be integer milliseconds", event);
    if (event.recordedAt < recordedAt)
      refuse("recordedAt", `goes back from ${recordedAt} to ${event.recordedAt}`, event);
    if (ids.has(event.id) || tenant.eventIds.has(event.id)) {
      throw new LedgerError("duplicate-event", `an event with the id ${event.id} is in the log already`);
    }
    versions.set(event.stream, version);
    ids.add(event.id);
    recordedAt = event.recordedAt;
  });
  for (const event of events) {
    record(tenant, streamStorage(tenant, event.stream), Object.freeze({ ...event, tenant: name }));
  }
  tenant.lastRecordedAt = recordedAt;
  return events.length;
}

function expect(field: string, actual: number, expected: number, event: RecordedEvent): void {
  if (actual !== expected) refuse(field, `must be ${expected}, not ${actual}`, event);
}

function refuse(field: string, message: string, event: RecordedEvent): never {
  const issues: readonly Issue[] = [{ field, message: `${message}, in the event ${event.id}` }];
  throw new LedgerError("invalid-input", `${field} ${issues[0]?.message}`, { issues });
}
