import type {
  AppendBatch,
  AppendResult,
  NewEvent,
  RecordedEvent,
  StoredCommand,
  StreamAppend,
} from "@promptledger/core";
import { checkAppend, LedgerError, meetsExpectation } from "@promptledger/core";
import { removeDocument, writeDocument } from "./documents.ts";
import type { MemoryStorage, TenantStorage } from "./storage.ts";
import { tenantStorage } from "./storage.ts";

/** Appends a batch: everything is checked first, then everything is written, in one turn of the event loop. */
export function append(
  storage: MemoryStorage,
  batch: AppendBatch,
  now: number,
  keepCommands: number,
): AppendResult {
  checkAppend(batch);
  const tenant = tenantStorage(storage, batch.tenant);
  const recordedAt = Math.max(tenant.lastRecordedAt, now);
  if (recordedAt !== tenant.lastRecordedAt) forgetCommands(tenant, recordedAt - keepCommands);
  const done = tenant.commands.get(batch.command.id);
  if (done !== undefined) return repeated(done, batch);
  for (const part of batch.streams) {
    const actual = tenant.streams.get(part.stream)?.length ?? 0;
    if (!meetsExpectation(part.expected, actual)) {
      return { status: "conflict", stream: part.stream, expected: part.expected, actual };
    }
  }
  checkEventIds(tenant, batch.streams);

  const before = tenant.log.length;
  tenant.lastRecordedAt = recordedAt;
  const versions = batch.streams.map((part) => writeStream(tenant, batch.tenant, part, recordedAt));
  const { id, fingerprint, result } = batch.command;
  const position = tenant.log.length;
  tenant.commands.set(
    id,
    Object.freeze({ id, fingerprint, result, position, recordedAt, versions: Object.freeze(versions) }),
  );
  if (position > before) wake(storage, batch.tenant);
  return { status: "appended", position, recordedAt, versions, result, repeated: false };
}

/** Wakes the followers that wait for a tenant's next event. */
export function wake(storage: MemoryStorage, tenant: string): void {
  const waiting = storage.waiting.get(tenant);
  if (waiting === undefined) return;
  storage.waiting.delete(tenant);
  for (const resume of waiting) resume();
}

/** Adds an event to its stream and to the log. */
export function record(tenant: TenantStorage, event: RecordedEvent): void {
  const stream = tenant.streams.get(event.stream);
  if (stream === undefined) tenant.streams.set(event.stream, [event]);
  else stream.push(event);
  tenant.log.push(event);
  tenant.eventIds.add(event.id);
}

function repeated(done: StoredCommand, batch: AppendBatch): AppendResult {
  if (done.fingerprint !== batch.command.fingerprint) {
    throw new LedgerError(
      "command-id-reused",
      `the command id ${done.id} was used before with another input; use a new one`,
    );
  }
  const { position, recordedAt, versions, result } = done;
  return { status: "appended", position, recordedAt, versions, result, repeated: true };
}

function checkEventIds(tenant: TenantStorage, streams: readonly StreamAppend[]): void {
  // Most batches are a single event, which cannot repeat another of its batch.
  let first: string | undefined;
  let seen: Set<string> | undefined;
  for (const { events } of streams) {
    for (const { id } of events) {
      if (tenant.eventIds.has(id) || seen?.has(id) === true || first === id) {
        throw new LedgerError(
          "duplicate-event",
          `an event with the id ${id} is in the log; give each event an id of its own`,
        );
      }
      if (first === undefined) first = id;
      else seen = (seen ?? new Set()).add(id);
    }
  }
}

function writeStream(tenant: TenantStorage, name: string, part: StreamAppend, recordedAt: number) {
  let version = tenant.streams.get(part.stream)?.length ?? 0;
  for (const event of part.events) {
    version += 1;
    record(tenant, recorded(event, name, part.stream, version, tenant.log.length + 1, recordedAt));
  }
  if (part.removed !== undefined)
    for (const address of part.removed) removeDocument(tenant, part.stream, address);
  if (part.documents !== undefined)
    for (const document of part.documents) writeDocument(tenant, document, recordedAt);
  return Object.freeze({ stream: part.stream, version });
}

function recorded(
  event: NewEvent,
  tenant: string,
  stream: string,
  version: number,
  position: number,
  recordedAt: number,
): RecordedEvent {
  const { id, type, schemaVersion, data, metadata, occurredAt } = event;
  return Object.freeze({
    id,
    tenant,
    stream,
    version,
    position,
    type,
    schemaVersion,
    data,
    metadata,
    recordedAt,
    occurredAt,
  });
}

// Commands stand in the order in which they were done: the first one that is kept ends the walk.
function forgetCommands(tenant: TenantStorage, before: number): void {
  for (const command of tenant.commands.values()) {
    if (command.recordedAt >= before) return;
    tenant.commands.delete(command.id);
  }
}
