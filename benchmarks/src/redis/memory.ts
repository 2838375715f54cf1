import { redisEventStore } from "@promptledger/adapter-redis";
import type { TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { RedisServer } from "@promptledger/test-servers";
import { startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { eventData } from "../peer.ts";
import { atOnce } from "../timed.ts";

const CALLERS = 64;
const PROMPTS = 2000;
const EDITS = 20_000;
const VERSIONS = 50;
/** A long system prompt, which every new version begins as a copy of. */
const CONTENT = "You are a helpful assistant of the shop, and answer in two sentences. ".repeat(150);

/** How many bytes of a server's memory an event, a prompt and a version cost. */
export async function benchmarkMemory(): Promise<void> {
  const server = await startRedis();
  const client = new Redis(server.url, { lazyConnect: true });
  const store = redisEventStore({ client });
  try {
    const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
    const name = (index: number): string => `prompt-${index}`;
    console.log("Redis: bytes of memory, all keys and indexes counted");
    const prompts = await grown(server, () =>
      atOnce(CALLERS, PROMPTS, async (index) => {
        await acme.prompts.create({ id: name(index), name: `Customer Support Assistant ${index}` });
        await acme.versions.create({ id: name(index) }, eventData(index).changes as never);
      }),
    );
    print(
      `a prompt with one draft (${PROMPTS} of them): 3 events, their commands, 3 documents`,
      prompts / PROMPTS,
    );
    const edits = await grown(server, () =>
      atOnce(CALLERS, EDITS, async (index) => {
        await acme.versions.edit(
          { id: name(index % PROMPTS) },
          1,
          eventData(index + PROMPTS).changes as never,
        );
      }),
    );
    const text = JSON.stringify(eventData(0)).length;
    print(`an event with its command (${EDITS} edits of about ${text} bytes of JSON)`, edits / EDITS);
    await acme.prompts.create({ id: "long", name: "Long" });
    const versions = await grown(server, () => makeVersions(acme));
    print(
      `a version that copies ${CONTENT.length} bytes of the one before (${VERSIONS} of them)`,
      versions / VERSIONS,
    );
    console.log();
  } finally {
    await store.close();
    client.disconnect();
    await server.stop();
  }
}

async function makeVersions(acme: TenantLedger): Promise<void> {
  for (let version = 0; version < VERSIONS; version += 1)
    await acme.versions.create(
      { id: "long" },
      { model: "gpt-4o", messages: [{ role: "system", content: CONTENT }] },
    );
}

/** How many bytes the server holds after some work more than before. */
async function grown(server: RedisServer, work: () => Promise<void>): Promise<number> {
  const before = await used(server);
  await work();
  return (await used(server)) - before;
}

async function used(server: RedisServer): Promise<number> {
  return Number(/^used_memory:(\d+)/mu.exec(String(await server.ask("info", "memory")))?.[1]);
}

function print(what: string, bytes: number): void {
  console.log(`  ${what}: ${Math.round(bytes).toLocaleString("en")} bytes each`);
}
