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
import type { Query, Row } from "./database.ts";
import { numberOf } from "./database.ts";
import { deploymentRow, promptRow, slugRow, versionRow } from "./documents.ts";
import { isPoison, ledgerError } from "./errors.ts";
import type { Settled } from "./lane.ts";

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
    const rows = await target.query(callOf(target.schema), encode(target, appends));
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
  return `SELECT append, outcome, head, at, numbers, fingerprint, result, streams FROM ${schema}.append_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ORDER BY append`;
}

/** What goes to the rows of each kind. */
interface Rows {
  readonly parts: object[];
  readonly events: object[];
  readonly prompt: object[];
  readonly version: object[];
  readonly deployment: object[];
  readonly slug: object[];
  readonly removed: object[];
}

function encode(target: AppendTarget, appends: readonly Append[]): readonly unknown[] {
  const tenants = [...new Set(appends.map(({ tenant }) => tenant))];
  const owners = new Map(tenants.map((tenant, index) => [tenant, index + 1]));
  const rows: Rows = {
    parts: [],
    events: [],
    prompt: [],
    version: [],
    deployment: [],
    slug: [],
    removed: [],
  };
  appends.forEach(({ streams }, index) => {
    for (const part of streams) encodePart(rows, index + 1, part);
  });
  return [
    tenants,
    target.now(),
    target.keepCommands,
    target.patience,
    appends.map(({ tenant }) => owners.get(tenant)),
    appends.map(({ command }) => command?.id ?? null),
    appends.map(({ command }) => command?.fingerprint ?? null),
    appends.map(({ command }) => command?.result ?? null),
    JSON.stringify(rows.parts),
    ...[rows.events, rows.prompt, rows.version, rows.deployment, rows.slug, rows.removed].map(jsonOrNull),
  ];
}

function encodePart(
  rows: Rows,
  append: number,
  { stream, expected, events, documents, removed }: StreamAppend,
): void {
  rows.parts.push({ append, stream, expected: expectation(expected), count: events.length });
  const part = rows.parts.length;
  events.forEach((event, index) => {
    rows.events.push(eventRow(part, index + 1, stream, event));
  });
  if (documents !== undefined)
    for (const document of lastOfEach(documents)) encodeDocument(rows, part, document);
  if (removed !== undefined) for (const address of removed) rows.removed.push(addressRow(part, address));
}

function eventRow(part: number, n: number, stream: string, event: NewEvent): object {
  const { id, type, schemaVersion, data, metadata, occurredAt } = event;
  return {
    part,
    n,
    stream,
    schema_version: schemaVersion,
    occurred_at: occurredAt,
    id,
    type,
    data,
    metadata,
  };
}

function encodeDocument(rows: Rows, part: number, document: Document): void {
  switch (document.kind) {
    case "prompt":
      rows.prompt.push(promptRow(part, document));
      break;
    case "version":
      rows.version.push(versionRow(part, document));
      break;
    case "deployment":
      rows.deployment.push(deploymentRow(part, document));
      break;
    case "slug":
      rows.slug.push(slugRow(part, document));
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
