import { postgresEventStore } from "@promptledger/adapter-postgres";
import { redisEventStore } from "@promptledger/adapter-redis";
import type { EventStore, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { startPostgres, startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { report } from "../spread.ts";
import { BEGINNING, DAY, personOf, promptOf, YEAR, yearOfEvents } from "./year-of-events.ts";

const TENANT = "bench";
const CALLS = 31;

/** The log is in the server's memory, as PostgreSQL advises: a quarter of the machine's for its buffers. The default is 128 MB. */
const SETTINGS = { shared_buffers: "1GB", max_wal_size: "4GB" } as const;

/** A question to the history, and how long its median may take. */
interface Question {
  readonly title: string;
  readonly milliseconds: number | null;
  ask(acme: TenantLedger, random: Random): Promise<number>;
}

/** An integer from 0 to below a number. */
type Random = (below: number) => number;

const QUESTIONS: readonly Question[] = [
  {
    title: "what one person did on one day",
    milliseconds: 100,
    ask: (acme, random) => count(acme, { actor: personOf(random(YEAR.people)), ...someDay(random) }),
  },
  {
    title: "what was recorded of one person on one day",
    milliseconds: 100,
    ask: (acme, random) =>
      count(acme, { actor: personOf(random(YEAR.people)), ...someDay(random), recorded: true }),
  },
  {
    title: "the last 50 events of one person",
    milliseconds: null,
    ask: (acme, random) => count(acme, { actor: personOf(random(YEAR.people)), limit: 50 }),
  },
  {
    title: "what happened to one prompt on one day",
    milliseconds: null,
    ask: (acme, random) =>
      count(acme, { prompt: { id: promptOf(random(YEAR.prompts)) }, ...someDay(random) }),
  },
  {
    title: "a text that no event of one day has",
    milliseconds: null,
    ask: (acme, random) => count(acme, { text: "mortgage", ...someDay(random) }),
  },
  {
    title: "one prompt as it was at a time",
    milliseconds: 5,
    async ask(acme, random) {
      const at = BEGINNING + (30 + random(YEAR.days - 30)) * DAY;
      await acme.prompts.get({ id: promptOf(random(YEAR.prompts)) }, { at });
      return 1;
    },
  },
];

type SearchOptions = NonNullable<Parameters<TenantLedger["history"]["search"]>[0]>;

async function count(acme: TenantLedger, options: SearchOptions): Promise<number> {
  return (await acme.history.search({ limit: 1000, ...options })).events.length;
}

function someDay(random: Random): { readonly from: number; readonly to: number } {
  const from = BEGINNING + random(YEAR.days - 31) * DAY;
  return { from, to: from + DAY - 1 };
}

/** How long searches and as-of reads take in a log of 1,000,000 events, on PostgreSQL and on Redis, or on one of them. */
export async function benchmarkHistory(storage = ""): Promise<void> {
  if ("postgres".startsWith(storage)) await onPostgres();
  if ("redis".startsWith(storage)) await onRedis();
}

async function onPostgres(): Promise<void> {
  const server = await startPostgres({ settings: SETTINGS });
  const pool = new Pool({ connectionString: server.url, max: 5 });
  try {
    const store = postgresEventStore({ pool });
    await store.migrate();
    await measure("PostgreSQL", store, async () => void (await pool.query("VACUUM ANALYZE")));
    await store.close();
  } finally {
    await pool.end();
    await server.stop();
  }
}

async function onRedis(): Promise<void> {
  const server = await startRedis();
  const client = new Redis(server.url, { lazyConnect: true });
  try {
    const store = redisEventStore({ client });
    await measure("Redis", store, async () => undefined);
    await store.close();
  } finally {
    client.disconnect();
    await server.stop();
  }
}

async function measure(name: string, store: EventStore, ready: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await store.restore(TENANT, yearOfEvents(TENANT));
  for await (const _ of store.rebuild(TENANT));
  await ready();
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${name}: a log of ${YEAR.events.toLocaleString("en")} events, restored in ${seconds} s\n`);
  const acme = createLedger({ store }).as({ tenant: TENANT, actor: { id: "auditor" } });
  for (const { title, milliseconds, ask } of QUESTIONS) {
    const figures: number[] = [];
    const random = seeded();
    let found = 0;
    for (let call = 0; call < CALLS + 3; call++) {
      const started = performance.now();
      found += await ask(acme, random);
      // The first calls prepare the process and the server.
      if (call > 2) figures.push(performance.now() - started);
    }
    const bound = milliseconds === null ? "" : `, at most ${milliseconds} ms`;
    report(`${name}: ${title} (${Math.round(found / (CALLS + 3))} found${bound})`, figures, "ms", 1);
  }
}

/** The same numbers in each run: a linear congruential generator. */
function seeded(): Random {
  let state = 17;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}
