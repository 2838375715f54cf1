import { median } from "../timed.ts";
import type { Scenario } from "./scenario.ts";
import type { SideRunner } from "./side-runner.ts";

const ROUNDS = 7;
/** How many turns the calls of a round are divided into, so that other load on the machine affects both sides. */
const TURNS = 20;
/** The part of the old side's rate that the new one must reach. */
const LEAST = 0.9;
const SIDES = ["old", "new"] as const;

/** The processes of the two sides. */
export interface Sides {
  readonly old: SideRunner;
  readonly new: SideRunner;
}

/** How the new side did in a scenario. */
export interface Outcome {
  readonly title: string;
  /** The new side's rate to the old one's: the median of all rounds. */
  readonly ratio: number;
  /** The lowest and the highest of them: far apart, they say that something else kept the machine busy. */
  readonly spread: string;
}

/** How fast both were in a round, in units a second. */
type Rates = { readonly [Name in keyof Sides]: number };

/** Runs the rounds of a scenario on both sides, in turns, and prints and answers how they compare. */
export async function compareInTurns(scenario: Scenario, sides: Sides): Promise<Outcome> {
  const { title, unit } = scenario;
  const rounds: Rates[] = [];
  // A first round that is not counted warms up connections, plans and code.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const rates = await runRound(scenario, round, sides);
    if (round > 0) rounds.push(rates);
  }
  console.log(title);
  for (const name of SIDES) {
    const rates = rounds.map((round) => round[name]);
    const all = rates.map(count).join(", ");
    console.log(`  ${name}  ${count(median(rates)).padStart(9)} ${unit}   (${all})`);
  }
  const ratios = rounds.map((round) => round.new / round.old);
  const ratio = median(ratios);
  const spread = `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;
  console.log(`  ratio ${ratio.toFixed(2)} ${spread}, at least ${LEAST}: ${verdict(ratio)}\n`);
  return { title, ratio, spread };
}

async function runRound(scenario: Scenario, round: number, sides: Sides): Promise<Rates> {
  const { title, weight } = scenario;
  const calls = scenario.calls / TURNS;
  const milliseconds = { old: 0, new: 0 };
  for (let turn = 0; turn < TURNS; turn += 1)
    // Who begins changes: neither is always the one that comes after the other's work.
    for (const name of (round + turn) % 2 === 0 ? SIDES : SIDES.toReversed())
      milliseconds[name] += await sides[name].take({ title, round, from: turn * calls, calls });
  const rate = (name: keyof Sides): number => (scenario.calls * weight * 1000) / milliseconds[name];
  return { old: rate("old"), new: rate("new") };
}

/** Prints the ratios of all scenarios, one to a line. */
export function printSummary(outcomes: readonly Outcome[]): void {
  console.log(`new to old, at least ${LEAST}`);
  for (const { title, ratio, spread } of outcomes)
    console.log(`  ${ratio.toFixed(2)} ${spread}  ${verdict(ratio).padEnd(6)}  ${title}`);
}

function verdict(ratio: number): string {
  return ratio >= LEAST ? "kept" : "MISSED";
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString("en");
}
