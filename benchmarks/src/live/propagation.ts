import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startPostgres, startRedis } from "@promptledger/test-servers";
import { openBenchStore } from "./open-bench-store.ts";
import type { PropagationReport, PropagationTask } from "./propagation-process.ts";

const DEPLOYS = 1000;
const WRITERS = 16;
/** Appends a second by all writers together; null for as many as they can. */
const RATES = [500, null] as const;
const WORKER = fileURLToPath(new URL("propagation-process.ts", import.meta.url));

/** From the end of `deploy` in one process to the first `resolve` in another that answers it, while writers in a third one append. */
export async function benchmarkPropagation(only?: string): Promise<void> {
  for (const [name, start] of [["PostgreSQL", startPostgres] as const, ["Redis", startRedis] as const]) {
    if (only !== undefined && !name.toLowerCase().startsWith(only)) continue;
    for (const rate of RATES) {
      const server = await start();
      try {
        await measure(name, server.url, rate);
      } finally {
        await server.stop();
      }
    }
  }
}

async function measure(name: string, url: string, rate: number | null): Promise<void> {
  const { ledger, close } = await openBenchStore(url);
  const acme = ledger.as({ tenant: "bench", actor: { id: "jane" } });
  await acme.prompts.create({ id: "watched", name: "Watched" });
  const [deployer, writer] = [await worker(url), await worker(url)];
  const live = await acme.live();
  const seen = new Map<number, number>();
  const order: number[] = [];
  live.on("change", () => {
    const { number } = live.resolve({ id: "watched" });
    order.push(number);
    seen.set(number, now());
  });
  const deployed = new Map<number, number>();
  let written = 0;
  for (const child of [deployer, writer])
    child.on("message", (message: PropagationReport) => {
      if (message.type === "deployed") deployed.set(message.number, message.at);
      if (message.type === "written") written = message.rate;
    });
  try {
    send(writer, { type: "write", writers: WRITERS, rate });
    await sleep(2000);
    send(deployer, { type: "deploy", count: DEPLOYS });
    while (!deployed.has(DEPLOYS)) await sleep(50);
    await sleep(500);
    print(name, rate, written, { deployed, seen, order });
  } finally {
    for (const child of [deployer, writer]) child.kill();
    await live.close();
    await close();
  }
}

interface Seen {
  readonly deployed: ReadonlyMap<number, number>;
  readonly seen: ReadonlyMap<number, number>;
  readonly order: readonly number[];
}

function print(name: string, rate: number | null, written: number, { deployed, seen, order }: Seen): void {
  // What is seen before `deploy` has resolved took no time.
  const took = [...deployed].map(([number, at]) =>
    Math.max(0, (seen.get(number) ?? Number.POSITIVE_INFINITY) - at),
  );
  took.sort((left, right) => left - right);
  const at = (share: number): string =>
    (took[Math.floor(share * (took.length - 1))] ?? Number.NaN).toFixed(1);
  const missed = [...deployed.keys()].filter((number) => !seen.has(number)).length;
  const outOfOrder = order.filter((number, index) => number < (order[index - 1] ?? 0)).length;
  const load = `${written.toFixed(0)} appends/s by ${WRITERS} writers${rate === null ? ", unthrottled" : ""}`;
  console.log(
    `${name}: from deploy to resolve in another process, over ${deployed.size} deployments, with ${load}`,
  );
  console.log(
    `  median ${at(0.5)} ms, p99 ${at(0.99)} ms${rate === null ? "" : " (at most 20)"}, longest ${at(1)} ms`,
  );
  console.log(`  ${missed} missed, ${outOfOrder} out of order\n`);
}

async function worker(url: string): Promise<ChildProcess> {
  const child = fork(WORKER, [url]);
  await once(child, "message");
  return child;
}

function send(child: ChildProcess, task: PropagationTask): void {
  child.send(task);
}

/** The machine's steady clock, which all processes share, in milliseconds. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
