import type {
  AppendBatch,
  AppendResult,
  NewEvent,
  RecordedEvent,
  StoredCommand,
  StreamAppend,
  StreamVersion,
} from "@promptledger/core/adapter";
import {
  checkAppend,
  LedgerError,
  latestOccurredAt,
  meetsExpectation,
  timeInFuture,
} from "@promptledger/core/adapter";
import { removeDocument, writeDocument } from "./documents.ts";
import { checkEventIds } from "./event-ids.ts";
import { checkRedactedEvents, redactEvents } from "./redact-events.ts";
import type { MemoryStorage, StreamStorage, TenantStorage } from "./storage.ts";
import { forgetCommands, streamStorage, tenantStorage, wake } from "./storage.ts";

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
  const keptSince = recordedAt - keepCommands;
  if (recordedAt !== tenant.lastRecordedAt) forgetCommands(tenant, keptSince);
  const done = tenant.commands.get(batch.command.id);
  if (done !== undefined && done.recordedAt >= keptSince) return repeated(done, batch);
  // Removed, so that the commands stay in the order in which they were applied.
  if (done !== undefined) tenant.commands.delete(done.id);
  const streams: (StreamStorage | undefined)[] = [];
  for (const { stream, expected, lastEvent } of batch.streams) {
    const found = tenant.streams.get(stream);
    const actual = found?.events.length ?? 0;
    const isOther = lastEvent !== undefined && found?.events.at(-1)?.id !== lastEvent;
    if (isOther || !meetsExpectation(expected, actual))
      return { status: "conflict", stream, expected, actual };
    streams.push(found);
  }
  if ((latestOccurredAt(batch.streams) ?? 0) > recordedAt) throw timeInFuture(batch.streams, recordedAt);
  checkEventIds(tenant.eventIds, batch.streams);
  if (batch.redactions !== undefined) checkRedactedEvents(tenant, batch.redactions);

  const before = tenant.log.length;
  const versions: StreamVersion[] = [];
  for (let index = 0; index < streams.length; index++) {
    const part = batch.streams[index] as StreamAppend;
    const stream = streams[index] ?? (isCheck(part) ? undefined : streamStorage(tenant, part.stream));
    if (stream !== undefined) writeStream(tenant, stream, batch.tenant, part, recordedAt);
    versions.push({ stream: part.stream, version: stream?.events.length ?? 0 });
  }
  if (batch.redactions !== undefined) redactEvents(tenant, batch.redactions);
  const { id, fingerprint, result } = batch.command;
  const position = tenant.log.length;
  const command = { id, fingerprint, result, position, recordedAt, versions };
  tenant.commands.set(id, command);
  if (position > before) {
    tenant.lastRecordedAt = recordedAt;
    wake(storage, batch.tenant);
  }
  return appended(command, false);
}

/** Adds an event to its stream and to the log. */
export function record(tenant: TenantStorage, stream: StreamStorage, event: RecordedEvent): void {
  stream.events.push(event);
  tenant.log.push(event);
  tenant.eventIds.added(event.id);
}

function repeated(done: StoredCommand, batch: AppendBatch): AppendResult {
  if (done.fingerprint !== batch.command.fingerprint) {
    throw new LedgerError(
      "command-id-reused",
      `the command id ${done.id} was used before with another input or actor; use a new one`,
    );
  }
  return appended(done, true);
}

// A copy of the versions, so that the caller cannot change what the store keeps.
function appended(
  { position, recordedAt, versions, result }: StoredCommand,
  repeated: boolean,
): AppendResult {
  const own = versions.map(({ stream, version }) => ({ stream, version }));
  return { status: "appended", position, recordedAt, versions: own, result, repeated };
}

// Checking a stream that does not exist must not create it.
function isCheck({ events, documents, removed }: StreamAppend): boolean {
  return events.length + (documents?.length ?? 0) + (removed?.length ?? 0) === 0;
}

function writeStream(
  tenant: TenantStorage,
  stream: StreamStorage,
  name: string,
  { stream: streamName, events, documents, removed }: StreamAppend,
  recordedAt: number,
): void {
  for (const event of events) {
    const version = stream.events.length + 1;
    record(tenant, stream, recorded(event, name, streamName, version, tenant.log.length + 1, recordedAt));
  }
  if (removed !== undefined) for (const address of removed) removeDocument(tenant, stream, address);
  if (documents !== undefined)
    for (const document of documents) writeDocument(tenant, stream, document, recordedAt);
}

// Frozen when it is first returned. Freezing on append would take half of its time.
function recorded(
  event: NewEvent,
  tenant: string,
  stream: string,
  version: number,
  position: number,
  recordedAt: number,
): RecordedEvent {
  const { id, type, schemaVersion, data, metadata, occurredAt } = event;
  return {
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
  };
}
