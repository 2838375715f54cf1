import { loadavg } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, checkOut, OWN_ROOT } from "./checkout.ts";
import type { Outcome } from "./in-turns.ts";
import { compareInTurns, printSummary } from "./in-turns.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import { startServer } from "./server.ts";
import type { SideRunner } from "./side-runner.ts";
import { startSide } from "./side-runner.ts";

const USAGE = "npm run bench -- compare <earlier commit> [part of a title] [--new <folder of a checkout>]";

/** The folders of the two checkouts. */
interface Roots {
  readonly old: string;
  readonly new: string;
}

/**
 * An earlier commit and the working tree, or the checkout in another folder, in turns: the same scenarios run in a process of each,
 * which has that side's build and dependencies. Prints the rates, and those of the new side to those of the old.
 */
export async function benchmarkCompare(args: readonly string[]): Promise<void> {
  const options = { new: { type: "string", default: OWN_ROOT } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [commit, word = ""] = positionals;
  const wanted = SCENARIOS.filter(({ title }) => title.includes(word));
  if (commit === undefined || wanted.length === 0) {
    console.error(commit === undefined ? USAGE : `No title has ${word} in it.`);
    process.exitCode = 2;
    return;
  }
  const earlier = await checkOut(commit);
  const roots = { old: earlier.root, new: resolve(values.new) };
  console.log(`old: ${earlier.commit}, new: ${values.new === OWN_ROOT ? "the working tree" : values.new}`);
  console.log(`load of the machine: ${loadavg()[0]?.toFixed(1)}\n`);
  for (const root of [roots.old, roots.new]) await build(root);
  const outcomes: Outcome[] = [];
  for (const storage of new Set(wanted.map((scenario) => scenario.storage))) {
    const scenarios = wanted.filter((scenario) => scenario.storage === storage);
    outcomes.push(...(await compareOn(storage, scenarios, roots)));
  }
  printSummary(outcomes);
}

/** Both sides have the processes of a storage to themselves: what another storage made the compiler believe is not in the way. */
async function compareOn(
  storage: Scenario["storage"],
  scenarios: readonly Scenario[],
  roots: Roots,
): Promise<readonly Outcome[]> {
  const server = await startServer(storage);
  const runners: SideRunner[] = [];
  const start = async (side: keyof Roots): Promise<SideRunner> => {
    const runner = startSide({ root: roots[side], ...(await server.place(side)) });
    runners.push(runner);
    return runner;
  };
  try {
    const sides = { old: await start("old"), new: await start("new") };
    const outcomes: Outcome[] = [];
    for (const scenario of scenarios) outcomes.push(await compareInTurns(scenario, sides));
    return outcomes;
  } finally {
    for (const runner of runners) await runner.end();
    await server.stop();
  }
}
