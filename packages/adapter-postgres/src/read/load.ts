import type {
  Cursor,
  Document,
  DocumentKey,
  LoadRequest,
  LoadResult,
  Outcome,
  RecordedEvent,
  StoredCommand,
  StreamSlice,
} from "@promptledger/core/adapter";
import { checkStream, checkTenant, deepFreeze, START } from "@promptledger/core/adapter";
import { documentOf, slugDocumentOf } from "../catalog/documents.ts";
import type { Query, Row } from "../connection/database.ts";
import { numberOf, numberOrNull } from "../connection/database.ts";
import { ledgerError } from "../connection/errors.ts";
import { versionsAfter } from "./command-versions.ts";
import { unpackEvents } from "./packed-events.ts";
import { withRedacted } from "./redacted.ts";

/** By which time commands are forgotten. */
export interface CommandMemory {
  /** The time of the clock that the store was given. Null for the time of the server. */
  readonly now: () => number | null;
  /** How long command ids are remembered, in milliseconds. */
  readonly keepCommands: number;
}

/** A load on its way. */
export interface Load {
  readonly tenant: string;
  readonly request: LoadRequest;
}

/** Refuses a load that breaks a limit. */
export function checkLoad({ tenant, request }: Load): void {
  checkTenant(tenant);
  for (const { stream } of request.streams ?? []) checkStream(stream);
}

/** Loads for several callers as one statement, which sees one moment. */
export async function loadTogether(
  query: Query,
  schema: string,
  loads: readonly Load[],
  memory: CommandMemory,
): Promise<readonly Outcome<LoadResult>[]> {
  try {
    const rows = await query(
      // As texts: a client that learns of the type json would encode what is JSON already.
      `SELECT what, item, n1, n2, n3, t1, t2, t3, t4 FROM ${schema}.load_v2($1, $2, $3, $4::text::json, $5::text::json, $6::text::json)`,
      encode(loads, memory),
      true,
    );
    return decode(loads, rows).map((answer) => ({ answer }));
  } catch (error) {
    const failure = ledgerError(error, "reads");
    return loads.map(() => ({ error: failure }));
  }
}

// Requests are numbered through the call, each kind for itself.
function encode(loads: readonly Load[], { now, keepCommands }: CommandMemory): readonly unknown[] {
  const tenants = tenantsOf(loads);
  const streams: object[] = [];
  const documents: object[] = [];
  const commands: object[] = [];
  loads.forEach(({ tenant, request }, index) => {
    const owner = (tenants.get(tenant) ?? 0) + 1;
    for (const { stream, after = 0, until = Number.MAX_SAFE_INTEGER } of request.streams ?? [])
      streams.push({ item: streams.length, owner, stream, after, until });
    for (const key of request.documents ?? [])
      documents.push({ item: documents.length, owner, ...documentRequest(key) });
    if (request.command !== undefined) commands.push({ item: index, owner, id: request.command });
  });
  const lists = [streams, documents, commands].map((list) =>
    list.length === 0 ? null : JSON.stringify(list),
  );
  return [[...tenants.keys()], now(), keepCommands, ...lists];
}

function tenantsOf(loads: readonly Load[]): ReadonlyMap<string, number> {
  const tenants = new Map<string, number>();
  for (const { tenant } of loads) if (!tenants.has(tenant)) tenants.set(tenant, tenants.size);
  return tenants;
}

// What the function takes for versions that are not named by their numbers.
const NUMBERS: { readonly [ref: string]: number | undefined } = { current: 0, latest: -1 };

function documentRequest(key: DocumentKey): object {
  if (key.kind === "slug") return { kind: key.kind, slug: key.slug };
  const prompt = "id" in key.prompt ? { prompt_id: key.prompt.id } : { by_slug: key.prompt.slug };
  switch (key.kind) {
    case "prompt":
      return { kind: key.kind, ...prompt };
    case "version":
      return { kind: key.kind, ...prompt, number: NUMBERS[key.number] ?? key.number };
    case "deployment":
      return { kind: key.kind, ...prompt, environment: key.environment };
  }
}

function decode(loads: readonly Load[], rows: readonly Row[]): readonly LoadResult[] {
  const found = sort(loads, rows);
  const tenants = tenantsOf(loads);
  let [stream, document] = [0, 0];
  return loads.map(({ tenant, request }, index) => ({
    head: found.heads[tenants.get(tenant) ?? 0] ?? START,
    streams: (request.streams ?? []).map(({ stream: name }): StreamSlice => {
      const slice = {
        stream: name,
        version: found.versions[stream] ?? 0,
        events: found.events[stream] ?? [],
      };
      stream += 1;
      return slice;
    }),
    documents: (request.documents ?? []).map(() => {
      document += 1;
      return found.documents[document - 1] ?? null;
    }),
    command: found.commands[index] ?? null,
  }));
}

/** What was found, at the number of what it was asked for. */
interface Found {
  readonly heads: Cursor[];
  readonly versions: number[];
  readonly events: RecordedEvent[][];
  readonly documents: Document[];
  readonly commands: StoredCommand[];
}

function sort(loads: readonly Load[], rows: readonly Row[]): Found {
  const found: Found = { heads: [], versions: [], events: [], documents: [], commands: [] };
  const streams = loads.flatMap(({ tenant, request }) =>
    (request.streams ?? []).map(({ stream }) => ({ tenant, stream })),
  );
  const keys = loads.flatMap(({ request }) => request.documents ?? []);
  for (const row of rows) {
    const [what, itemColumn, n1, n2, n3, t1, t2, t3, t4] = row;
    const item = numberOf(itemColumn);
    switch (what) {
      case "head":
        found.heads[item - 1] = { position: numberOf(n1), eventId: String(t1) };
        break;
      case "stream":
        found.versions[item] = numberOf(n1);
        break;
      case "events": {
        const { tenant = "", stream = "" } = streams[item] ?? {};
        const events = unpackEvents(tenant, stream, [n1, t1, t2]);
        found.events[item] = found.events[item]?.concat(events) ?? events;
        break;
      }
      case "slug": {
        const key = keys[item];
        if (key?.kind === "slug") found.documents[item] = slugDocumentOf([key.slug, t1, n1, n2, n3]);
        break;
      }
      case "command":
        found.commands[item] = storedCommand(loads[item]?.request.command ?? "", [t1, t2, n1, n2, t3, t4]);
        break;
      default:
        found.documents[item] = documentOf(what as "prompt" | "version" | "deployment", [t1, n1, n2, n3]);
    }
  }
  return found;
}

/** The columns of an event, in the order in which {@link recordedEvent} takes them. */
export const EVENT_COLUMNS =
  "stream, version, position, id, type, schema_version, data, metadata, recorded_at, occurred_at, redacted";

/** The event of a row of {@link EVENT_COLUMNS}, frozen. */
export function recordedEvent(tenant: string, row: Row): RecordedEvent {
  const [
    stream,
    version,
    position,
    id,
    type,
    schemaVersion,
    data,
    metadata,
    recordedAt,
    occurredAt,
    redacted,
  ] = row;
  return withRedacted(String(redacted ?? ""), {
    id: String(id),
    tenant,
    stream: String(stream),
    version: numberOf(version),
    position: numberOf(position),
    type: String(type),
    schemaVersion: numberOf(schemaVersion),
    data: String(data),
    metadata: String(metadata),
    recordedAt: numberOf(recordedAt),
    occurredAt: numberOrNull(occurredAt),
  });
}

function storedCommand(
  id: string,
  [fingerprint, result, position, recordedAt, streams, versions]: Row,
): StoredCommand {
  return deepFreeze({
    id,
    fingerprint: String(fingerprint),
    result: String(result),
    position: numberOf(position),
    recordedAt: numberOf(recordedAt),
    versions: versionsAfter(String(streams), String(versions)),
  });
}
