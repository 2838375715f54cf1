import { memoryEventStore } from "@promptledger/adapter-memory";
import { postgresEventStore } from "@promptledger/adapter-postgres";
import { redisEventStore } from "@promptledger/adapter-redis";
import type { EventStore, FilterOperator, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { orkesApi } from "@promptledger/http";
import { startPostgres, startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { atOnce } from "../timed.ts";
import { measure } from "./measure.ts";

const PROMPTS = 100_000;
const BATCH = 200;
const PAGE = 100;

/** Prompts whose names are nearly found, and the text that is looked for in them. */
const NEAR = { prompts: 2000, name: "a".repeat(900), value: `${"a".repeat(450)}b` } as const;

/** The versions of one prompt: as many megabytes, which is the longest text that is stored. */
const LARGE = { versions: 300, length: 1_000_000 } as const;

const words = ["Support", "Summary", "Review", "Planning", "Extraction", "Routing", "Writing", "Translation"];

/** What searches cost that are made to take long: item 19. */
export async function benchmarkSearches(): Promise<void> {
  console.log(`The last page of ${PROMPTS.toLocaleString("en")} prompts by name`);
  await lastPages("in memory", memoryEventStore());
  const redis = await startRedis();
  const client = new Redis(redis.url, { lazyConnect: true });
  try {
    await lastPages("on Redis", redisEventStore({ client }), async () => longestScript(client));
  } finally {
    client.disconnect();
    await redis.stop();
  }
  await lists();
  console.log(`Near matches in the names of ${NEAR.prompts.toLocaleString("en")} prompts`);
  await nearMatches("in memory", memoryEventStore());
  const postgres = await startPostgres();
  const pool = new Pool({ connectionString: postgres.url, max: 2 });
  // The server ends connections when it stops.
  pool.on("error", () => undefined);
  try {
    const store = postgresEventStore({ pool });
    await store.migrate();
    await nearMatches("on PostgreSQL", store);
    console.log(`The last page of ${PROMPTS.toLocaleString("en")} prompts by name`);
    await lastPages("on PostgreSQL", store);
  } finally {
    await pool.end();
    await postgres.stop();
  }
}

async function lastPages(where: string, store: EventStore, remark = async () => ""): Promise<void> {
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  await fill(acme, PROMPTS, (index) => `${words[(index * 7919) % 8]} ${(index * 7919) % PROMPTS}`);
  await remark();
  for (const title of ["first search", "last page", "first page"]) {
    const number = title === "first page" ? 1 : PROMPTS / PAGE;
    const search = async (): Promise<string> => {
      const sort = { field: "name", direction: "ascending" } as const;
      const { total, items } = await acme.prompts.find({ sort, page: { number, size: PAGE } });
      return `${total} found, ${items.length} on the page${await remark()}`;
    };
    await measure(`${title}, ${where}`, search, title === "first search" ? 1 : 3);
  }
  await store.close();
}

/** Orkes' unpaged lists, read as they come. */
async function lists(): Promise<void> {
  console.log("Orkes' unpaged lists, in memory");
  const ledger = createLedger({ store: memoryEventStore() });
  const identity = { tenant: "bench", actor: { id: "jane", kind: "admin" } } as const;
  const acme = ledger.as(identity);
  const orkes = orkesApi(ledger, { authenticate: () => identity });
  const list = async (path: string): Promise<string> => {
    const answer = await orkes(new Request(`http://localhost/api/prompts${path}`));
    let bytes = 0;
    for await (const part of answer.body ?? []) bytes += part.length;
    return `${answer.status}, ${(bytes / 1_048_576).toFixed(0)} MB`;
  };
  const text = "x".repeat(LARGE.length);
  for (let version = 1; version <= LARGE.versions; version++)
    await acme.batch([
      { type: "CreatePrompt", name: "large", slug: "large", ifAbsent: true },
      { type: "SaveVersion", prompt: "large", number: version, mode: "replace", input: {}, text },
    ]);
  await measure(`${LARGE.versions} versions of 1 MB`, () => list("/large/versions"), 1);
  const each = BATCH / 2;
  await atOnce(4, PROMPTS / each, async (batch) => {
    const names = Array.from({ length: each }, (_, index) => `p${batch * each + index}`);
    await acme.batch(
      names.flatMap((name) => [
        { type: "CreatePrompt", name, slug: name } as const,
        { type: "SaveVersion", prompt: name, number: 1, mode: "replace", input: {}, text: "short" } as const,
      ]),
    );
  });
  await measure(`the first of ${PROMPTS.toLocaleString("en")} prompts`, async () => {
    const answer = await orkes(new Request("http://localhost/api/prompts"));
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    return String(answer.status);
  });
  await ledger.close();
}

async function nearMatches(where: string, store: EventStore): Promise<void> {
  const acme = createLedger({ store }).as({ tenant: "near", actor: { id: "jane" } });
  await fill(acme, NEAR.prompts, () => NEAR.name);
  const operators: readonly (readonly [string, FilterOperator, boolean])[] = [
    ["contains", "contains", false],
    ["icontains", "contains", true],
    ["endswith", "endsWith", false],
  ];
  for (const [name, operator, ignoreCase] of operators) {
    await measure(`${name}, ${where}`, async () => {
      const filter = { type: "compare", field: "name", operator, value: NEAR.value, ignoreCase } as const;
      return `${(await acme.prompts.find({ filter })).total} found`;
    });
  }
  if (where === "in memory") await store.close();
}

function fill(acme: TenantLedger, count: number, nameOf: (index: number) => string): Promise<void> {
  return atOnce(4, count / BATCH, async (batch) => {
    const commands = Array.from({ length: BATCH }, (_, index) => {
      const number = batch * BATCH + index;
      return { type: "CreatePrompt", id: `p${number}`, slug: `p${number}`, name: nameOf(number) } as const;
    });
    await acme.batch(commands);
  });
}

/** The longest script that the server has run since the last call. */
async function longestScript(client: Redis): Promise<string> {
  const entries = (await client.call("slowlog", "get", "128")) as readonly (readonly [
    number,
    number,
    number,
  ])[];
  await client.call("slowlog", "reset");
  const longest = Math.max(0, ...entries.map(([, , microseconds]) => microseconds));
  return `, longest call of the server ${(longest / 1000).toFixed(0)} ms`;
}
