import type {
  AppendResult,
  Document,
  RebuildProgress,
  RebuildSource,
  RecordedEvent,
} from "@promptledger/core/adapter";
import { rebuildStreams } from "@promptledger/core/adapter";
import type { Append } from "../append/append-target.ts";
import { documentOf, slugDocumentOf } from "../catalog/documents.ts";
import type { Query } from "../connection/database.ts";
import { numberOf } from "../connection/database.ts";
import { translated } from "../connection/errors.ts";
import { EVENT_COLUMNS, recordedEvent } from "../read/load.ts";

/** What a rebuild reads from and writes to. */
export interface RebuildTarget {
  readonly query: Query;
  /** The schema's name, quoted. */
  readonly schema: string;
  readonly append: (append: Append) => Promise<AppendResult>;
}

/** Rebuilds the documents of each stream from its events, or with `check` only compares them. */
export function rebuild(
  target: RebuildTarget,
  tenant: string,
  check: boolean,
): AsyncGenerator<RebuildProgress> {
  const source: RebuildSource = {
    streams: () => streamsOf(target, tenant),
    read: (stream) => readStream(target, tenant, stream),
    append: (part) => target.append({ tenant, command: null, streams: [part] }),
  };
  return rebuildStreams(source, check);
}

/** All streams of a tenant that have events or documents, by hopping from one to the next in the index. */
async function streamsOf({ query, schema }: RebuildTarget, tenant: string): Promise<readonly string[]> {
  const rows = await translated(
    query(
      `WITH RECURSIVE hop (stream) AS (
        (SELECT stream FROM ${schema}.events WHERE tenant = $1 ORDER BY stream LIMIT 1)
        UNION ALL
        SELECT (
          SELECT e.stream FROM ${schema}.events e WHERE e.tenant = $1 AND e.stream > hop.stream ORDER BY e.stream LIMIT 1
        ) FROM hop WHERE hop.stream IS NOT NULL
      )
      SELECT stream FROM hop WHERE stream IS NOT NULL
      UNION SELECT 'prompt-' || prompt_id FROM ${schema}.prompt_bodies WHERE tenant = $1
      UNION SELECT 'prompt-' || prompt_id FROM ${schema}.versions WHERE tenant = $1
      UNION SELECT 'prompt-' || prompt_id FROM ${schema}.deployments WHERE tenant = $1
      UNION SELECT 'slug-' || slug FROM ${schema}.slugs WHERE tenant = $1
      ORDER BY stream`,
      [tenant],
    ),
    "reads",
  );
  return rows.map(([stream]) => String(stream));
}

/** A stream's events and its documents, of one moment: one statement. */
async function readStream(
  { query, schema }: RebuildTarget,
  tenant: string,
  stream: string,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly documents: readonly Document[] }> {
  const id = stream.slice(stream.indexOf("-") + 1);
  const documents = stream.startsWith("slug-")
    ? `SELECT 2, 'slug', slug, prompt_id, version, fold, last_event_at FROM ${schema}.slugs WHERE tenant = $1 AND slug = $3`
    : ["prompt", "version", "deployment"]
        .map(
          (kind) =>
            `SELECT 2, '${kind}', body, null, version, fold, written_at FROM ${schema}.${kind === "prompt" ? "prompt_bodie" : kind}s WHERE tenant = $1 AND prompt_id = $3`,
        )
        .join(" UNION ALL ");
  const rows = await translated(
    query(
      `SELECT 1 AS part, ${EVENT_COLUMNS}, null, null, null, null, null, null FROM ${schema}.events WHERE tenant = $1 AND stream = $2
      UNION ALL SELECT part, null, null, null, null, null, null, null, null, null, null, null, kind, a, b, c, d, e
        FROM (${documents}) AS documents (part, kind, a, b, c, d, e)
      ORDER BY part, version`,
      [tenant, stream, stream.startsWith("prompt-") || stream.startsWith("slug-") ? id : ""],
    ),
    "reads",
  );
  const events = rows
    .filter(([part]) => numberOf(part) === 1)
    .map((row) => recordedEvent(tenant, row.slice(1)));
  const found = rows
    .filter(([part]) => numberOf(part) === 2)
    .map((row) => {
      const [kind, first, second, version, fold, time] = row.slice(12);
      return kind === "slug"
        ? slugDocumentOf([first, second, version, fold, time])
        : documentOf(kind as "prompt" | "version" | "deployment", [first, version, fold, time]);
    });
  return { events, documents: found };
}
