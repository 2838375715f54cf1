import { LedgerError } from "@promptledger/core/adapter";

/**
 * How many events a segment of a stream has, how many references a segment of the log, and how many positions a segment of the imported events
 * is for, which is that of whole segments of the log.
 */
export const SEGMENT = { stream: 1024, log: 4096, imported: 65_536 } as const;

/** How many buckets a tenant's event ids, and its prompts, are spread over: no key of a tenant grows without bounds. */
export const BUCKETS = { ids: 1024, prompts: 64 } as const;

/** So many streams whose documents were written without an event are remembered, for those who keep rows of the catalog. */
export const CHANGES = 10_000;

/**
 * The names of a tenant's keys. All carry the hash tag `{prefix:tenant}`, so that a tenant lives in one slot of a cluster;
 * docs/decisions/0010-redis-layout.md says what each holds.
 */
export interface TenantKeys {
  readonly head: string;
  /** The streams whose documents were written without an event. */
  readonly changes: string;
  /** References to the events with the positions `SEGMENT.log * number + 1` and on. */
  log(number: number): string;
  /** When events occurred that were imported, of those with the positions `SEGMENT.imported * number + 1` and on. */
  imported(number: number): string;
  /** The events of a stream with the versions `SEGMENT.stream * number + 1` and on. */
  stream(name: string, number: number): string;
  /** The bucket that holds the position of the event with an id. */
  ids(eventId: string): string;
  /** The bucket of the command with an id. */
  commands(id: string): string;
  /** The other documents of a stream. */
  documents(stream: string): string;
  /** Who holds a slug. */
  slug(slug: string): string;
  /** The documents of prompts, each with the rows of its current and its live versions. */
  prompts(bucket: number): string;
  records(kind: string): string;
}

/** The keys of a tenant, or of a scope of records. */
export function tenantKeys(prefix: string, tenant: string): TenantKeys {
  const tag = `{${prefix}:${tenant}}:`;
  return {
    head: `${tag}head`,
    changes: `${tag}changes`,
    log: (number) => `${tag}log:${number}`,
    imported: (number) => `${tag}imported:${number}`,
    stream: (name, number) => `${tag}stream:${number}:${name}`,
    ids: (eventId) => `${tag}ids:${idBucket(eventId)}`,
    commands: (id) => `${tag}commands:${commandBucket(id)}`,
    documents: (stream) => `${tag}documents:${stream}`,
    slug: (slug) => `${tag}slug:${slug}`,
    prompts: (bucket) => `${tag}prompts:${bucket}`,
    records: (kind) => `${tag}records:${kind}`,
  };
}

/** The names of all tenants that may have events, in a sorted set. No tenant has this hash tag, because none has an empty name. */
export function tenantsKey(prefix: string): string {
  return `{${prefix}:}:tenants`;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u;

// Commands of the same 1,024 milliseconds, which share the first eight characters of a ULID, are written and deleted together.
function commandBucket(id: string): string {
  return ULID.test(id) ? id.slice(0, 8) : id;
}

// The bucket of an event's id: that of its second, or one of a thousand for ids that hold no time.
function idBucket(eventId: string): string {
  return ULID.test(eventId) ? eventId.slice(0, 8) : String(hash(eventId) % BUCKETS.ids);
}

/** The number of the segment of imported events that a position belongs to. */
export function importedSegment(position: number): number {
  return Math.floor((position - 1) / SEGMENT.imported);
}

/** The bucket that the prompt of a stream is in. */
export function promptBucket(stream: string): number {
  return hash(stream) % BUCKETS.prompts;
}

/** Refuses a prefix that would break the hash tag. */
export function checkPrefix(prefix: string): void {
  if (/^[^{}\0]{1,100}$/u.test(prefix)) return;
  const message =
    "must have 1 to 100 characters, without { and }, for it stands in the hash tag of every key";
  throw new LedgerError("invalid-input", `prefix: ${message}`, { issues: [{ field: "prefix", message }] });
}

// FNV-1a over UTF-16 units: any hash will do, but it must stay the same forever.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
