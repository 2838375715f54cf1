import { postgresEventStore } from "@promptledger/adapter-postgres";
import { redisEventStore } from "@promptledger/adapter-redis";
import type { EventStore, Ledger, LedgerEvent, Subscription } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import { newEvent, startPostgres, startRedis } from "@promptledger/test-servers";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { atOnce, median } from "./timed.ts";

const TENANTS = 1000;
const IDLE = 5000;
const LATE = 100;

/** A server, and how to open stores on it as processes would. */
interface Server {
  readonly name: string;
  open(): Promise<EventStore>;
  /** How many statements, or commands, the server has run. */
  calls(): Promise<number>;
  /** Counts nothing of the benchmark's own. */
  stop(): Promise<unknown>;
}

const tenants = Array.from({ length: TENANTS }, (_, index) => `tenant-${index}`);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What 1,000 tenants cost one subscription over all of them, and 1,000 subscriptions to one each. */
export async function benchmarkSubscriptions(): Promise<void> {
  for (const start of [startOnPostgres, startOnRedis]) {
    const server = await start();
    try {
      const writer = await server.open();
      let written = 0;
      const write = async (tenant: string): Promise<void> => {
        written += 1;
        const id = `e-${written}`;
        const event = { ...newEvent(id), type: "SlugReleased" };
        await writer.append({
          tenant,
          command: { id, fingerprint: "f", result: "{}" },
          streams: [{ stream: "s", expected: "any", events: [event] }],
        });
      };
      await atOnce(16, TENANTS, (index) => write(tenants[index] ?? ""));
      await measure(server, "one subscription over all tenants", write, (ledger, handler) => [
        ledger.subscribe({ tenants: "all", name: "all", handler }),
      ]);
      await measure(server, "a subscription to each tenant", write, (ledger, handler) =>
        tenants.map((tenant) => ledger.subscribe({ tenant, name: "each", handler })),
      );
      await writer.close();
    } finally {
      await server.stop();
    }
  }
}

async function measure(
  server: Server,
  title: string,
  write: (tenant: string) => Promise<void>,
  subscribe: (ledger: Ledger, handler: (event: LedgerEvent) => void) => readonly Subscription[],
): Promise<void> {
  const ledger = createLedger({ store: await server.open() });
  let handled = 0;
  let resolve = (): void => undefined;
  const began = performance.now();
  subscribe(ledger, () => {
    handled += 1;
    resolve();
  });
  while (handled < TENANTS) await pause(5);
  const caughtUp = performance.now() - began;
  await pause(2000);
  const [calls, cpu] = [await server.calls(), process.cpuUsage()];
  await pause(IDLE);
  const used = process.cpuUsage(cpu);
  const idleCalls = (await server.calls()) - calls;
  const late: number[] = [];
  for (let index = 0; index < LATE; index++) {
    const next = new Promise<void>((done) => {
      resolve = done;
    });
    await write(tenants[(index * 7) % TENANTS] ?? "");
    const appended = performance.now();
    await next;
    late.push(performance.now() - appended);
  }
  const perSecond = (value: number): string => (value / (IDLE / 1000)).toFixed(0);
  console.log(`${server.name}, ${TENANTS} tenants, ${title}`);
  console.log(`  caught up with an event of each in ${caughtUp.toFixed(0)} ms`);
  console.log(`  an event is handled ${median(late).toFixed(1)} ms after its append`);
  console.log(
    `  idle: ${perSecond(idleCalls)} calls and ${perSecond((used.user + used.system) / 1000)} ms of the process a second\n`,
  );
  await ledger.close();
}

async function startOnPostgres(): Promise<Server> {
  const server = await startPostgres();
  const admin = new Pool({ connectionString: server.url, max: 1 });
  const pools: Pool[] = [admin];
  return {
    name: "PostgreSQL",
    async open() {
      const pool = new Pool({ connectionString: server.url });
      pools.push(pool);
      const store = postgresEventStore({ pool });
      await store.migrate();
      return store;
    },
    async calls() {
      await pause(1100);
      const { rows } = await admin.query<{ count: string }>(
        "SELECT sum(xact_commit) AS count FROM pg_stat_database",
      );
      return Number(rows[0]?.count);
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await server.stop("immediate");
    },
  };
}

async function startOnRedis(): Promise<Server> {
  const server = await startRedis();
  const client = new Redis(server.url);
  return {
    name: "Redis",
    open: async () => redisEventStore({ client }),
    async calls() {
      const stats = await client.info("stats");
      return Number(/total_commands_processed:(\d+)/u.exec(stats)?.[1]);
    },
    async stop() {
      client.disconnect();
      await server.stop();
    },
  };
}
