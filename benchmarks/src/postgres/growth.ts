import { createDatabase, startPostgres } from "@promptledger/test-servers";
import { Client } from "pg";
import type { Peer } from "../peer.ts";
import { report } from "../spread.ts";
import { median } from "../timed.ts";
import { postgresPeer } from "./postgres-peer.ts";

const SIZES = [1000, 100_000, 2_000_000];
const EVENTS_OF_EACH_STREAM = 10;
const CALLERS = 64;
const ROUNDS = 7;
/** Few, so that the smallest log stays small while it is measured. */
const APPENDS = 640;
const ALLOWED = 1.5;

/** A log of a size, and how many events its streams have by now. */
interface FilledLog {
  readonly size: number;
  readonly peer: Peer;
  readonly streams: number;
  readonly versions: Map<number, number>;
  readonly figures: number[];
  /** How many bytes of write-ahead log an append took, in each round. */
  readonly walBytes: number[];
}

/**
 * What an append costs when the log has 1,000, 100,000 and 2,000,000 events: 64 callers, each append one event with a command id and the
 * document to an existing stream, streams spread over the whole log; the sizes take turns.
 */
export async function benchmarkGrowth(): Promise<void> {
  const server = await startPostgres();
  const logs: FilledLog[] = [];
  const client = new Client({ connectionString: server.url });
  try {
    await client.connect();
    const written = async (): Promise<number> =>
      Number((await client.query("SELECT pg_current_wal_lsn() - '0/0' AS bytes")).rows[0].bytes);
    for (const size of SIZES) logs.push(await filledLog(await createDatabase(server.url), size));
    for (const log of logs) await round(log);
    for (let count = 0; count < ROUNDS; count += 1) {
      for (const log of logs) {
        const before = await written();
        log.figures.push(await round(log));
        log.walBytes.push(((await written()) - before) / APPENDS);
      }
    }
    for (const { size, figures, walBytes } of logs) {
      const title = `PostgreSQL: append to a log of ${size.toLocaleString("en")} events, ${CALLERS} callers`;
      report(title, figures, "ms each", 3);
      // Most of it are the pages that a checkpoint makes the server write whole once: a larger log has more of them to touch.
      report("  its write-ahead log", walBytes, "bytes each");
    }
    const [first = 0, last = 0] = [logs[0], logs.at(-1)].map((log) => median(log?.figures ?? []));
    console.log(`last to first: ${(last / first).toFixed(2)} times (at most ${ALLOWED})\n`);
  } finally {
    await client.end();
    for (const { peer } of logs) await peer.close();
    await server.stop();
  }
}

/** Appends once to each of many streams, and answers how many milliseconds an append took. */
async function round({ peer, streams, versions }: FilledLog): Promise<number> {
  let next = 0;
  const started = performance.now();
  const call = async (caller: number): Promise<void> => {
    const own = Math.floor((streams - caller - 1) / CALLERS) + 1;
    while (next < APPENDS) {
      next += 1;
      // A stream of this caller's own, anywhere in the log.
      const stream = caller + CALLERS * Math.floor(Math.random() * own);
      const version = versions.get(stream) ?? EVENTS_OF_EACH_STREAM;
      await peer.append(`grown-${stream}`, version);
      versions.set(stream, version + 1);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => call(caller)));
  return (performance.now() - started) / APPENDS;
}

/** A log of so many events whose streams have documents and commands, as copies of what one append has written. */
async function filledLog(url: string, size: number): Promise<FilledLog> {
  const peer = await postgresPeer(url);
  await peer.append("seed", 0);
  const streams = size / EVENTS_OF_EACH_STREAM;
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const statement of fill(size, streams)) await client.query(statement);
  await client.end();
  return { size, peer, streams, versions: new Map(), figures: [], walBytes: [] };
}

function fill(size: number, streams: number): readonly string[] {
  const name = `'grown-' || n`;
  const names = `jsonb_build_object('prompt_id', ${name}, 'id_folded', ${name}, 'slug', ${name}, 'slug_folded', ${name})`;
  const copies = (table: string, values: string): string =>
    `INSERT INTO promptledger.${table} SELECT (jsonb_populate_record(t, ${values})).*
    FROM promptledger.${table} t, generate_series(0, ${streams - 1}) AS n WHERE t.prompt_id = 'seed'`;
  return [
    `INSERT INTO promptledger.events (position, version, schema_version, recorded_at, tenant, stream, id, type, data, metadata)
    SELECT n + 2, n / ${streams} + 1, 1, e.recorded_at, e.tenant, 'prompt-grown-' || n % ${streams}, '0100' || lpad(n::text, 22, '0'),
      e.type, e.data, e.metadata
    FROM promptledger.events e, generate_series(0, ${size - 2}) AS n WHERE e.position = 1`,
    // The one that the seed's event takes the place of
    `INSERT INTO promptledger.events (position, version, schema_version, recorded_at, tenant, stream, id, type, data, metadata)
    SELECT ${size + 1}, ${EVENTS_OF_EACH_STREAM}, 1, recorded_at, tenant, 'prompt-grown-${streams - 1}', '0100last', type, data, metadata
    FROM promptledger.events WHERE position = 1`,
    `INSERT INTO promptledger.commands (position, recorded_at, tenant, id, fingerprint, result, streams, versions)
    SELECT n + 2, c.recorded_at, c.tenant, '0100' || lpad(n::text, 22, '0'), c.fingerprint, c.result,
      ARRAY['prompt-grown-' || n % ${streams}], ARRAY[n / ${streams} + 1]
    FROM promptledger.commands c, generate_series(0, ${size - 2}) AS n WHERE c.position = 1`,
    copies("prompts", names),
    copies("prompt_bodies", `jsonb_build_object('prompt_id', ${name}, 'version', ${EVENTS_OF_EACH_STREAM})`),
    "VACUUM ANALYZE",
    "CHECKPOINT",
  ];
}
