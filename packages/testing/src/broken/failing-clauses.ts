import type { Clause, ClauseSettings } from "../contract/clause.ts";
import { contractClauses } from "../contract/clauses.ts";
import { runClause } from "../contract/run-clause.ts";
import type { BrokenStore } from "./broken-store.ts";

/** Quick settings for stores in memory. The seed is fixed, because the same clauses must fail each time. */
const QUICK: ClauseSettings = { patience: 1000, runs: 4, seed: 7 };

/** The ids of the clauses that fail on a store. */
export async function failingClauses(
  store: BrokenStore,
  settings: ClauseSettings = QUICK,
): Promise<readonly string[]> {
  const fails = async (clause: Clause): Promise<readonly string[]> =>
    runClause(clause, store.open, settings).then(
      () => [],
      () => [clause.id],
    );
  // Clauses about followers mostly wait, on a broken store as long as their patience lasts.
  const isWaiting = ({ id }: Clause): boolean => id.startsWith("FO-");
  const failing = await Promise.all(contractClauses.filter(isWaiting).map(fails));
  for (const clause of contractClauses) if (!isWaiting(clause)) failing.push(await fails(clause));
  return failing.flat();
}
