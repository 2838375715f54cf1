import type {
  AppendBatch,
  AppendResult,
  Document,
  DocumentAddress,
  ExpectedVersion,
  NewEvent,
  StreamAppend,
} from "@promptledger/core";
import { addressOf, addressText, LedgerError } from "@promptledger/core";
import type { ArrayValue, Query, Row } from "./database.ts";
import { numberOf } from "./database.ts";
import { deploymentRow, promptRow, slugRow, versionRow } from "./documents.ts";
import { isPoison, ledgerError } from "./errors.ts";
import type { Settled } from "./lane.ts";
import { PROMPT_INPUT } from "./schema/append-function.ts";

/** An append on its way; without an id its command leaves nothing behind, as a rebuild wants it. */
export type Append = Omit<AppendBatch, "command"> & { readonly command: AppendBatch["command"] | null };

/** Where appends go, and with which clock's time. */
export interface AppendTarget {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly now: () => number;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
  /** How long to wait for a tenant's lock, in milliseconds. */
  readonly patience: number;
  /** Whether the call notifies other processes itself, in the transaction that it runs in. */
  readonly announce: boolean;
}

/** Another transaction held the tenant's lock for longer than the call was to wait; nothing was written. */
export const LOCKED: unique symbol = Symbol("locked");

/** The error of an append that waited so many milliseconds for its tenant's lock. */
export function lockedFor(tenant: string, milliseconds: number): LedgerError {
  return new LedgerError(
    "busy",
    `another transaction held the lock of the tenant ${tenant} for more than ${milliseconds} ms; try again, and keep transactions that write to the ledger short`,
  );
}

/** Appends as one call, each judged on its own. One that the database cannot take fails alone: the others are sent again without it. */
export async function appendTogether(
  target: AppendTarget,
  appends: readonly Append[],
): Promise<readonly Settled<AppendResult | typeof LOCKED>[]> {
  try {
    const rows = await target.query(callOf(target.schema), encode(target, appends), true);
    return rows.map((row, index) => settle(appends[index] as Append, row));
  } catch (error) {
    if (!isPoison(error) || appends.length === 1) {
      const told = ledgerError(error, "writes");
      return appends.map(() => ({ error: told }));
    }
    const middle = Math.ceil(appends.length / 2);
    return [
      ...(await appendTogether(target, appends.slice(0, middle))),
      ...(await appendTogether(target, appends.slice(middle))),
    ];
  }
}

/** How many bytes an append has, about. */
export function weightOf({ command, streams }: Append): number {
  let weight = 256 + (command?.result.length ?? 0);
  for (const { events, documents } of streams) {
    for (const { data, metadata } of events) weight += 256 + data.length + metadata.length;
    weight += 2048 * (documents?.length ?? 0);
  }
  return weight;
}

/** What two appends of one tenant may not have in common within a call: a stream, a command id, an event's id. */
export function keysOf({ command, streams }: Append): readonly string[] {
  const keys = command === null ? [] : [`c${command.id}`];
  for (const { stream, events } of streams) {
    keys.push(`s${stream}`);
    for (const { id } of events) keys.push(`e${id}`);
  }
  return keys;
}

function callOf(schema: string): string {
  const values = Array.from({ length: 27 + PROMPT_INPUT.length }, (_, index) => `$${index + 1}`).join(", ");
  return `SELECT append, outcome, head, at, numbers, fingerprint, result, streams FROM ${schema}.append_v1(${values})`;
}

/** What goes to the database, by column; an append, a part and an event each have their index in theirs. */
interface Columns {
  readonly partAppends: number[];
  readonly partStreams: string[];
  readonly expectations: number[];
  readonly counts: number[];
  readonly eventParts: number[];
  readonly eventNumbers: number[];
  readonly eventIds: string[];
  readonly eventTypes: string[];
  readonly eventSchemas: number[];
  readonly eventTimes: (number | null)[];
  readonly eventData: string[];
  readonly eventMetadata: string[];
  readonly bodies: string[];
  readonly prompt: ReturnType<typeof promptRow>[];
  readonly version: object[];
  readonly deployment: object[];
  readonly slug: object[];
  readonly removed: object[];
}

function newColumns(): Columns {
  return {
    partAppends: [],
    partStreams: [],
    expectations: [],
    counts: [],
    eventParts: [],
    eventNumbers: [],
    eventIds: [],
    eventTypes: [],
    eventSchemas: [],
    eventTimes: [],
    eventData: [],
    eventMetadata: [],
    bodies: [],
    prompt: [],
    version: [],
    deployment: [],
    slug: [],
    removed: [],
  };
}

function encode(target: AppendTarget, appends: readonly Append[]): readonly unknown[] {
  const tenants = [...new Set(appends.map(({ tenant }) => tenant))];
  const owners = new Map(tenants.map((tenant, index) => [tenant, index + 1]));
  const columns = newColumns();
  appends.forEach(({ streams }, index) => {
    for (const part of streams) encodePart(columns, index + 1, part);
  });
  return [
    texts(tenants),
    target.now(),
    target.keepCommands,
    target.patience,
    target.announce,
    integers(appends.map(({ tenant }) => owners.get(tenant) ?? 0)),
    texts(appends.map(({ command }) => command?.id ?? null)),
    texts(appends.map(({ command }) => command?.fingerprint ?? null)),
    texts(appends.map(({ command }) => command?.result ?? null)),
    texts(appends.map(({ streams }) => JSON.stringify(streams.map(({ stream }) => stream)))),
    integers(columns.partAppends),
    texts(columns.partStreams),
    bigIntegers(columns.expectations),
    integers(columns.counts),
    integers(columns.eventParts),
    integers(columns.eventNumbers),
    texts(columns.eventIds),
    texts(columns.eventTypes),
    bigIntegers(columns.eventSchemas),
    bigIntegers(columns.eventTimes),
    texts(columns.eventData),
    texts(columns.eventMetadata),
    texts(columns.bodies),
    ...[columns.version, columns.deployment, columns.slug, columns.removed].map(jsonOrNull),
    ...PROMPT_INPUT.map(([name, type]) => ({ type, values: columns.prompt.map((row) => row[name]) })),
  ];
}

function texts(values: readonly (string | null)[]): ArrayValue {
  return { type: "text", values };
}

function integers(values: readonly number[]): ArrayValue {
  return { type: "int4", values };
}

function bigIntegers(values: readonly (number | null)[]): ArrayValue {
  return { type: "int8", values };
}

function encodePart(
  columns: Columns,
  append: number,
  { stream, expected, events, documents, removed }: StreamAppend,
): void {
  columns.partAppends.push(append);
  columns.partStreams.push(stream);
  columns.expectations.push(expectation(expected));
  columns.counts.push(events.length);
  const part = columns.partAppends.length;
  for (let index = 0; index < events.length; index++) {
    const event = events[index] as NewEvent;
    columns.eventParts.push(part);
    columns.eventNumbers.push(index + 1);
    columns.eventIds.push(event.id);
    columns.eventTypes.push(event.type);
    columns.eventSchemas.push(event.schemaVersion);
    columns.eventTimes.push(event.occurredAt);
    columns.eventData.push(event.data);
    columns.eventMetadata.push(event.metadata);
  }
  if (documents !== undefined)
    for (const document of lastOfEach(documents)) encodeDocument(columns, part, document);
  if (removed !== undefined) for (const address of removed) columns.removed.push(addressRow(part, address));
}

function encodeDocument(columns: Columns, part: number, document: Document): void {
  if (document.kind === "slug") {
    columns.slug.push(slugRow(part, document));
    return;
  }
  const body = columns.bodies.push(JSON.stringify(document.state));
  switch (document.kind) {
    case "prompt":
      columns.prompt.push(promptRow(part, body, document));
      break;
    case "version":
      columns.version.push(versionRow(part, body, document));
      break;
    case "deployment":
      columns.deployment.push(deploymentRow(part, body, document));
      break;
  }
}

function addressRow(part: number, address: DocumentAddress): object {
  switch (address.kind) {
    case "slug":
      return { part, kind: address.kind, slug: address.slug };
    case "prompt":
      return { part, kind: address.kind, prompt_id: address.promptId };
    case "version":
      return { part, kind: address.kind, prompt_id: address.promptId, number: address.number };
    case "deployment":
      return { part, kind: address.kind, prompt_id: address.promptId, environment: address.environment };
  }
}

// A statement writes a row once: of two documents at one address the later one counts.
function lastOfEach(documents: readonly Document[]): Iterable<Document> {
  if (documents.length < 2) return documents;
  return new Map(documents.map((document) => [addressText(addressOf(document)), document])).values();
}

function expectation(expected: ExpectedVersion): number {
  if (typeof expected === "number") return expected;
  return { none: 0, exists: -1, any: -2 }[expected];
}

function jsonOrNull(rows: readonly object[]): string | null {
  return rows.length === 0 ? null : JSON.stringify(rows);
}

function settle({ command, streams }: Append, row: Row): Settled<AppendResult | typeof LOCKED> {
  const [, outcome, head, at, numbers, fingerprint, result, storedStreams] = row;
  const values = String(numbers).split(",").map(Number);
  if (numberOf(outcome) === 3) return { answer: LOCKED };
  if (numberOf(outcome) === 2) {
    const [part = 0, actual = 0] = values;
    const refused = streams[part] as StreamAppend;
    return { answer: { status: "conflict", stream: refused.stream, expected: refused.expected, actual } };
  }
  const repeated = numberOf(outcome) === 1;
  if (repeated && fingerprint !== command?.fingerprint) {
    return {
      error: new LedgerError(
        "command-id-reused",
        `the command id ${command?.id} was used before with another input; use a new one`,
      ),
    };
  }
  const names: readonly string[] = repeated
    ? JSON.parse(String(storedStreams))
    : streams.map(({ stream }) => stream);
  return {
    answer: {
      status: "appended",
      position: numberOf(head),
      recordedAt: numberOf(at),
      versions: names.map((stream, index) => ({ stream, version: values[index] ?? 0 })),
      result: repeated ? String(result) : (command?.result ?? ""),
      repeated,
    },
  };
}
