import { redisEventStore } from "@promptledger/adapter-redis";
import type { EventStore, Filter } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { PromptQuery } from "@promptledger/core/adapter";
import type { RedisServer } from "@promptledger/test-servers";
import { startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { atOnce, median } from "../timed.ts";

const PROMPTS = 100_000;
const CALLERS = 256;
const CALLS = 11;
const MILLISECONDS = 5;

const EVERYTHING: Filter = { type: "and", filters: [] };
const contains = (value: string): Filter => ({
  type: "compare",
  field: "name",
  operator: "contains",
  value,
  ignoreCase: true,
});

const BY_UPDATE: PromptQuery["sort"] = { field: "current.updatedAt", direction: "descending" };
const BY_NAME: PromptQuery["sort"] = { field: "name", direction: "ascending" };

interface Search {
  readonly title: string;
  readonly filter: Filter;
  readonly sort: PromptQuery["sort"];
  readonly page: number;
}

const SEARCHES: readonly Search[] = [
  { title: "no filter, the first page", filter: EVERYTHING, sort: BY_UPDATE, page: 1 },
  { title: "no filter, the last page by name", filter: EVERYTHING, sort: BY_NAME, page: PROMPTS / 20 },
  { title: "a pattern that few names contain", filter: contains("mortgage"), sort: BY_UPDATE, page: 1 },
  { title: "a pattern that all names contain", filter: contains("assistant"), sort: BY_NAME, page: 1 },
];

/** Searches in 100,000 prompts: how long they take, and how long the longest script that the server ran for them. */
export async function benchmarkFilterWalk(): Promise<void> {
  const server = await startRedis({ settings: { "slowlog-log-slower-than": 1000 } });
  const client = new Redis(server.url, { lazyConnect: true });
  const store = redisEventStore({ client });
  try {
    await fill(store);
    console.log(`Redis: the first page of 20 and the count out of ${PROMPTS.toLocaleString("en")} prompts`);
    console.log(`  longest script while they were made: ${await longestScript(server)}`);
    for (const search of SEARCHES) await measure(server, store, search);
    console.log();
  } finally {
    await store.close();
    client.disconnect();
    await server.stop();
  }
}

async function fill(store: EventStore): Promise<void> {
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  await atOnce(CALLERS, PROMPTS, async (index) => {
    const subject = index % 14_286 === 7 ? " for mortgages" : "";
    await acme.prompts.create({ name: `Customer Support Assistant${subject} ${index}` });
  });
}

async function measure(server: RedisServer, store: EventStore, search: Search): Promise<void> {
  const figures: number[] = [];
  let found = 0;
  await server.ask("slowlog", "reset");
  for (let call = 0; call < CALLS; call += 1) {
    const started = performance.now();
    const page = await store.catalog.findPrompts("bench", {
      filter: search.filter,
      sort: search.sort,
      page: { number: search.page, size: 20 },
      scope: "all",
      environment: "production",
    });
    figures.push(performance.now() - started);
    found = page.total;
  }
  console.log(
    `  ${search.title} (${found} found): p50 ${median(figures).toFixed(0)} ms, longest script ${await longestScript(server)}`,
  );
}

/** The longest time that the server was in one command since its slow log was ifLastVersion, with a verdict; the log is ifLastVersion. */
async function longestScript(server: RedisServer): Promise<string> {
  // Each entry is its id, its time, its microseconds, and the command.
  const entries = (await server.ask("slowlog", "get", "-1")) as readonly (readonly [
    number,
    number,
    number,
  ])[];
  await server.ask("slowlog", "reset");
  const longest = Math.max(0, ...entries.map(([, , microseconds]) => microseconds)) / 1000;
  if (longest === 0) return "below 1 ms: kept";
  return `${longest.toFixed(1)} ms, at most ${MILLISECONDS}: ${longest <= MILLISECONDS ? "kept" : "MISSED"}`;
}
