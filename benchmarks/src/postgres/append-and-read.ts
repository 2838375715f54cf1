import { createDatabase, startPostgres } from "@promptledger/test-servers";
import type { Peer } from "../peer.ts";
import type { Run } from "../timed.ts";
import { atOnce, median, timed } from "../timed.ts";
import { emmettPeer } from "./emmett-peer.ts";
import { postgresPeer } from "./postgres-peer.ts";

const ROUNDS = 5;

/** A thing to measure: how many units of work a call of it does, and at how many callers. */
interface Scenario {
  readonly title: string;
  readonly unit: string;
  readonly callers: number;
  readonly calls: number;
  /** How many units one call counts as. */
  readonly weight: number;
  /** The ratios to Emmett that must and that should be reached. */
  readonly floor: number;
  readonly goal: number;
  /** The streams are made before the time is taken. */
  prepare?(peer: Peer, round: string): Promise<void>;
  call(peer: Peer, round: string, index: number): Promise<void>;
}

const existing = (round: string, index: number): string => `${round}-e${index}`;

// Half to new streams, half to streams that have one event.
const halfNew = (calls: number, callers: number, floor: number, goal: number): Scenario => ({
  title: `appends of one event, ${callers} ${callers === 1 ? "caller" : "callers"}`,
  unit: "appends/s",
  callers,
  calls,
  weight: 1,
  floor,
  goal,
  prepare: (peer, round) => atOnce(16, calls / 2, (index) => peer.append(existing(round, index), 0)),
  call: (peer, round, index) =>
    index % 2 === 0 ? peer.append(existing(round, index / 2), 1) : peer.append(`${round}-n${index}`, 0),
});

const commands = (callers: number, calls: number, floor: number, goal: number): Scenario => ({
  title: `whole commands (versions.edit), ${callers} callers on ${callers} prompts`,
  unit: "commands/s",
  callers,
  calls,
  weight: 1,
  floor,
  goal,
  prepare: (peer, round) => atOnce(16, callers, (index) => peer.prepare(`${round}-c${index}`)),
  call: (peer, round, index) => peer.command(`${round}-c${index % callers}`),
});

const SCENARIOS: readonly Scenario[] = [
  halfNew(8000, 64, 4, 10),
  halfNew(1000, 1, 1.1, 2),
  commands(16, 1600, 4, 10),
  commands(64, 3200, 5, 10),
  {
    title: "appends of 1,000 events in one call, 1 caller",
    unit: "events/s",
    callers: 1,
    calls: 20,
    weight: 1000,
    floor: 1.5,
    goal: 4,
    call: (peer, round, index) => peer.appendMany(`${round}-m${index}`, 1000),
  },
  {
    title: "reading and folding a stream of 1,000 events, 1 caller",
    unit: "events/s",
    callers: 1,
    calls: 40,
    weight: 1000,
    floor: 2,
    goal: 4,
    async prepare(peer, round) {
      await peer.prepare(`${round}-f`);
      for (let edit = 0; edit < 1000; edit++) await peer.command(`${round}-f`);
    },
    call: (peer, round) => peer.fold(`${round}-f`, 1000),
  },
];

/** Prompt Ledger and Emmett on one server with fsync on, in turns, each scenario in rounds; the medians and their ratio. */
export async function benchmarkPostgres(only?: string): Promise<void> {
  const server = await startPostgres();
  try {
    const ledger = await postgresPeer(await createDatabase(server.url));
    const emmett = await emmettPeer(await createDatabase(server.url));
    for (const scenario of SCENARIOS) {
      if (only === undefined || scenario.title.includes(only)) await compare(scenario, ledger, emmett);
    }
    await ledger.close();
    await emmett.close();
  } finally {
    await server.stop("immediate");
  }
}

async function compare(scenario: Scenario, ledger: Peer, emmett: Peer): Promise<void> {
  const runs = new Map<Peer, Run[]>([
    [ledger, []],
    [emmett, []],
  ]);
  // A first round of each that is not counted warms up connections, plans and code.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [peer, figures] of runs) {
      const run = await measure(scenario, peer, `r${Date.now().toString(36)}${round}`);
      if (round > 0) figures.push(run);
    }
  }
  console.log(scenario.title);
  const rates = [...runs].map(([peer, figures]) => {
    const rate = median(figures.map((run) => run.rate));
    const [p50, p99] = [median(figures.map((run) => run.p50)), median(figures.map((run) => run.p99))];
    const all = figures.map((run) => Math.round(run.rate)).join(", ");
    console.log(
      `  ${peer.name.padEnd(14)} ${count(rate).padStart(9)} ${scenario.unit}   p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms   (${all})`,
    );
    return rate;
  });
  const [ours = 0, theirs = 1] = rates;
  console.log(
    `  ratio          ${(ours / theirs).toFixed(2)} (floor ${scenario.floor}, goal ${scenario.goal})\n`,
  );
}

async function measure(scenario: Scenario, peer: Peer, round: string): Promise<Run> {
  await scenario.prepare?.(peer, round);
  return timed(scenario.callers, scenario.calls, scenario.weight, (index) =>
    scenario.call(peer, round, index),
  );
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString("en");
}
