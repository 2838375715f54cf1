import * as z from "zod";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { invalidProof } from "./invalid-proof.ts";

/** The name of the format, in the first line of an export. */
const FORMAT = "promptledger.export.v1";

/** The first line of an export. It has no time, so that two exports of one log are the same. */
export interface ExportHeader {
  readonly format: typeof FORMAT;
  /** Names the log: `<host>/<tenant>`. */
  readonly origin: string;
  readonly tenant: string;
  /** The number of events that follow. */
  readonly size: number;
}

const headerSchema: z.ZodType<ExportHeader> = schemaFor(
  z.object({
    format: z.literal(FORMAT),
    origin: z.string().min(1),
    tenant: z.string().min(1),
    size: z.int().min(0),
  }),
);

/** The first line of an export. */
export function headerLine(origin: string, tenant: string, size: number): string {
  return JSON.stringify({ format: FORMAT, origin, tenant, size });
}

/** Reads the first line. Throws `proof-invalid` where it is that of another format. */
export function parseHeader(line: string | undefined): ExportHeader {
  const header = headerSchema.safeParse(objectOf(line ?? ""));
  if (header.success) return header.data;
  throw invalidProof(`file is no export: its first line must name the format ${FORMAT}`);
}

/** The line of an event: all of its fields but the tenant, its texts as they are stored. */
export function eventLine(event: RecordedEvent): string {
  const { position, stream, version, id, type, schemaVersion, recordedAt, occurredAt, data, metadata } =
    event;
  const fields = {
    position,
    stream,
    version,
    id,
    type,
    schemaVersion,
    recordedAt,
    occurredAt,
    data,
    metadata,
  };
  return JSON.stringify(event.redacted === undefined ? fields : { ...fields, redacted: event.redacted });
}

/** The event of a line; null where the line is no event's. */
export function parseEvent(line: string, tenant: string): RecordedEvent | null {
  const value = objectOf(line);
  if (value === null || !isEvent(value)) return null;
  // The object is new, and its fields were checked: setting one is faster than to copy them all.
  return Object.assign(value, { tenant });
}

/** The last line of an export: the checkpoint of its events. */
export function checkpointLine(text: string): string {
  return JSON.stringify({ checkpoint: text });
}

/** The text of the checkpoint in a line; null where the line has none. */
export function parseCheckpointLine(line: string): string | null {
  if (!line.startsWith('{"checkpoint":')) return null;
  const text = objectOf(line)?.["checkpoint"];
  return typeof text === "string" ? text : null;
}

function objectOf(line: string): { readonly [field: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null
      ? (value as { readonly [field: string]: unknown })
      : null;
  } catch {
    return null;
  }
}

// By hand, because a schema takes longer over an event than all that is hashed of it.
function isEvent(value: { readonly [field: string]: unknown }): value is Omit<RecordedEvent, "tenant"> {
  const { occurredAt, redacted } = value;
  return (
    typeof value["stream"] === "string" &&
    typeof value["id"] === "string" &&
    typeof value["type"] === "string" &&
    typeof value["data"] === "string" &&
    typeof value["metadata"] === "string" &&
    Number.isSafeInteger(value["position"]) &&
    Number.isSafeInteger(value["version"]) &&
    Number.isSafeInteger(value["schemaVersion"]) &&
    Number.isSafeInteger(value["recordedAt"]) &&
    (occurredAt === null || Number.isSafeInteger(occurredAt)) &&
    (redacted === undefined || isRedacted(redacted))
  );
}

function isRedacted(redacted: unknown): boolean {
  if (typeof redacted !== "object" || redacted === null) return false;
  return Object.values(redacted).every((hash) => typeof hash === "string");
}
