import type { ClauseSettings } from "../contract/clause.ts";
import { contractClauses } from "../contract/clauses.ts";
import { runClause } from "../contract/run-clause.ts";
import type { BrokenStore } from "./broken-store.ts";

/** Quick settings for stores in memory. The seed is fixed, because the same clauses must fail each time. */
const QUICK: ClauseSettings = { patience: 1000, runs: 4, seed: 7 };

/** The ids of the clauses that fail on a store, in the order of the contract. */
export async function failingClauses(
  store: BrokenStore,
  settings: ClauseSettings = QUICK,
): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const clause of contractClauses) {
    try {
      await runClause(clause, store.open, settings);
    } catch {
      failing.push(clause.id);
    }
  }
  return failing;
}
