import type { Cursor, EventStore } from "@promptledger/core";
import type {
  AppendBatch,
  Appended,
  CommandRecord,
  Conflict,
  ExpectedVersion,
  NewEvent,
  RecordedEvent,
  StreamAppend,
  StreamSlice,
} from "@promptledger/core/adapter";
import { ContractViolation } from "./violation.ts";

let made = 0;

/** A string that is unique in this process. */
export function unique(prefix: string): string {
  made += 1;
  return `${prefix}-${String(made).padStart(6, "0")}`;
}

/** An event without meaning for the domain. */
export function anEvent(parts: Partial<NewEvent> = {}): NewEvent {
  const id = unique("event");
  return {
    id,
    type: "SomethingHappened",
    schemaVersion: 1,
    data: `{"id":"${id}"}`,
    metadata: '{"actor":"jane","commandId":"c"}',
    occurredAt: null,
    ...parts,
  };
}

/** This many events. */
export function someEvents(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, () => anEvent());
}

/** An event of another ledger, in a stream of its own, to be restored at a position. */
export function anotherEvent(tenant: string, position: number): RecordedEvent {
  const event = anEvent();
  return { ...event, tenant, stream: event.id, version: 1, position, recordedAt: Date.UTC(2100) };
}

/** A command with a new id. */
export function aCommand(parts: Partial<CommandRecord> = {}): CommandRecord {
  return { id: unique("command"), fingerprint: "fingerprint", result: '{"done":true}', ...parts };
}

/** The append to one stream. Default: one event, with `any` as the expected version. */
export function toStream(
  stream: string,
  expected: ExpectedVersion = "any",
  events: readonly NewEvent[] = someEvents(1),
): StreamAppend {
  return { stream, expected, events };
}

/** A batch with a new command. */
export function aBatch(tenant: string, ...streams: readonly StreamAppend[]): AppendBatch {
  return { tenant, command: aCommand(), streams };
}

/** Appends a batch. Throws on a conflict. */
export async function append(store: EventStore, batch: AppendBatch): Promise<Appended> {
  const result = await store.append(batch);
  if (result.status === "appended") return result;
  throw new ContractViolation(
    `the append to ${result.stream} met a conflict: expected ${result.expected}, actual ${result.actual}`,
  );
}

/** Appends a batch that must lead to a conflict. Throws if it is appended. */
export async function conflict(store: EventStore, batch: AppendBatch, what: string): Promise<Conflict> {
  const result = await store.append(batch);
  if (result.status === "conflict") return result;
  throw new ContractViolation(`${what}: was appended instead of meeting a conflict`);
}

/** All events of a tenant's log, or those after a position. */
export async function readAll(
  store: EventStore,
  tenant: string,
  after: Cursor | number = 0,
): Promise<readonly RecordedEvent[]> {
  return all(store.readLog(tenant, { after }));
}

/** Collects the values of a finite iteration. */
export async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

/** One stream of a tenant. */
export async function loadStream(store: EventStore, tenant: string, stream: string): Promise<StreamSlice> {
  const { streams } = await store.load(tenant, { streams: [{ stream }] });
  const [slice] = streams;
  if (slice === undefined) throw new ContractViolation(`load answered nothing for the stream ${stream}`);
  return slice;
}

/** The cursor at an event. */
export function cursorAt(event: RecordedEvent): Cursor {
  return { position: event.position, eventId: event.id };
}

/** The numbers 1 to n. */
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** An entry of a list. Throws if it is missing. */
export function nth<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) {
    throw new ContractViolation(`there are only ${list.length} entries; number ${index + 1} is missing`);
  }
  return list[index] as T;
}
