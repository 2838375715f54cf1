import { startRedis } from "@promptledger/test-servers";
import type { Peer } from "../peer.ts";
import type { Run } from "../timed.ts";
import { atOnce, median, timed } from "../timed.ts";
import { bareScript } from "./bare-script.ts";
import { benchmarkFilterWalk } from "./filter-walk.ts";
import { benchmarkMemory } from "./memory.ts";
import { redisPeer } from "./redis-peer.ts";

const ROUNDS = 5;
const CALLERS = 256;
const APPENDS = 25_600;
const PROMPTS = 64;
const EDITS = 12_800;
const EVENTS = 1000;
const FOLDS = 40;
const TENANTS = 64;

// A rewrite of the append-only file takes a core for seconds, in the round of either side: it is not what is measured here.
const SETTINGS = { "auto-aof-rewrite-percentage": 0 } as const;

/** What must be reached, and why we are here. */
interface Target {
  readonly floor: number;
  readonly goal: number;
}

const SCENARIOS: { readonly [name: string]: (url: string) => Promise<void> } = {
  appends: benchmarkAppends,
  commands: benchmarkCommands,
  fold: benchmarkFolds,
};

/** Prompt Ledger on a Redis that fsyncs every write before it answers: one scenario, `memory` or `filters`, or all of them. */
export async function benchmarkRedis(only?: string): Promise<void> {
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    if (only !== undefined && only !== name) continue;
    const server = await startRedis({ settings: SETTINGS });
    try {
      await scenario(server.url);
    } finally {
      await server.stop();
    }
  }
  if (only === undefined || only === "memory") await benchmarkMemory();
  if (only === undefined || only === "filters") await benchmarkFilterWalk();
}

/** Appends of one event, half to new streams, half to such as have one event, against a bare script; and with many tenants. */
async function benchmarkAppends(url: string): Promise<void> {
  const [one, many, bare] = await Promise.all([redisPeer(url), redisPeer(url, TENANTS), bareScript(url)]);
  const runs = new Map([bare, one, many].map((peer) => [peer, [] as Run[]]));
  // A first round of each that is not counted warms up connections and code.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [peer, figures] of runs) {
      const existing = (index: number): string => `r${round}-e${index}`;
      if (peer !== bare) await atOnce(CALLERS, APPENDS / 2, (index) => peer.append(existing(index), 0));
      const run = await timed(CALLERS, APPENDS, 1, (index) =>
        index % 2 === 0 ? peer.append(existing(index / 2), 1) : peer.append(`r${round}-n${index}`, 0),
      );
      if (round > 0) figures.push(run);
    }
  }
  console.log(`Redis, appendfsync always: appends of one event, ${CALLERS} callers`);
  const rateOf = (peer: Pick<Peer, "name">, name: string): number =>
    report(name, runs.get(peer as never) ?? []);
  const [least, ours] = [rateOf(bare, "bare script of one XADD"), rateOf(one, "Prompt Ledger")];
  rateOf(many, `Prompt Ledger, ${TENANTS} tenants`);
  judge("of the bare script", (ours / least) * 100, "%", { floor: 38, goal: 55 });
  judge("appends", ours, "/s", { floor: 35_000, goal: 50_000 });
  await Promise.all([...runs.keys()].map((peer) => peer.close()));
}

/** Whole commands: load, decide, append with the prompt's and the version's document. */
async function benchmarkCommands(url: string): Promise<void> {
  const peer = await redisPeer(url);
  const runs: Run[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await atOnce(PROMPTS, PROMPTS, (index) => peer.prepare(`r${round}-c${index}`));
    const run = await timed(PROMPTS, EDITS, 1, (index) => peer.command(`r${round}-c${index % PROMPTS}`));
    if (round > 0) runs.push(run);
  }
  console.log(
    `\nRedis, appendfsync always: whole commands (versions.edit), ${PROMPTS} callers on ${PROMPTS} prompts`,
  );
  judge("commands", report("Prompt Ledger", runs), "/s", { floor: 6000, goal: 10_000 });
  await peer.close();
}

/** Reading a prompt's stream and folding it, one after the other. */
async function benchmarkFolds(url: string): Promise<void> {
  const peer = await redisPeer(url);
  await peer.prepare("fold");
  for (let edit = 0; edit < EVENTS; edit += 1) await peer.command("fold");
  const runs: Run[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const run = await timed(1, FOLDS, 1, () => peer.fold("fold", EVENTS));
    if (round > 0) runs.push(run);
  }
  console.log(`\nRedis: reading and folding a stream of ${EVENTS.toLocaleString("en")} events, one caller`);
  report("Prompt Ledger", runs);
  judge("a read", median(runs.map(({ p50 }) => p50)), " ms", { floor: 5, goal: 3 });
  await peer.close();
}

/** Prints the rounds of one thing, and answers the median of its rates. */
function report(name: string, runs: readonly Run[]): number {
  const rate = median(runs.map((run) => run.rate));
  const [p50, p99] = [median(runs.map((run) => run.p50)), median(runs.map((run) => run.p99))];
  const all = runs.map((run) => Math.round(run.rate)).join(", ");
  console.log(
    `  ${name.padEnd(26)} ${Math.round(rate).toLocaleString("en").padStart(8)}/s   p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms   (${all})`,
  );
  return rate;
}

/** Says whether a figure is where it must be, and where it is meant to be. */
function judge(what: string, figure: number, unit: string, { floor, goal }: Target): void {
  const reaches = (target: number): boolean => (goal > floor ? figure >= target : figure <= target);
  const verdict = reaches(goal) ? "goal reached" : reaches(floor) ? "floor kept" : "MISSED";
  console.log(
    `  ${what}: ${figure.toLocaleString("en", { maximumFractionDigits: 1 })}${unit} (floor ${floor.toLocaleString("en")}, goal ${goal.toLocaleString("en")}): ${verdict}`,
  );
}
