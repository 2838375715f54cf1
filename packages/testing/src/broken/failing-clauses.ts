import type { Clause, ClauseSettings } from "../contract/clause.ts";
import { contractClauses } from "../contract/clauses.ts";
import { followTenantsClauses } from "../contract/follow-tenants.ts";
import { runClause } from "../contract/run-clause.ts";
import type { BrokenStore } from "./broken-store.ts";

/** Quick settings for stores in memory. The seed is fixed, because the same clauses must fail each time. */
const QUICK: ClauseSettings = { patience: 1000, runs: 4, seed: 7 };

/** One clause in so many is tried that should not fail on a store; the soak tries all. */
const SHARE = 8;

/**
 * The clauses to try on one of the broken stores: those that it names, and a share of all others, which differs from store to store, so that
 * each clause is tried on many.
 */
export function sampledClauses({ caughtBy }: BrokenStore, place: number): readonly Clause[] {
  return contractClauses.filter(({ id }, index) => caughtBy.includes(id) || (index + place) % SHARE === 0);
}

/** The ids of the clauses that fail on a store, out of all or of these. */
export async function failingClauses(
  store: BrokenStore,
  clauses: readonly Clause[] = contractClauses,
  settings: ClauseSettings = QUICK,
): Promise<readonly string[]> {
  const fails = async (clause: Clause): Promise<readonly string[]> =>
    runClause(clause, store.open, settings).then(
      () => [],
      () => [clause.id],
    );
  // Clauses about followers mostly wait, on a broken store as long as their patience lasts.
  const isWaiting = ({ id }: Clause): boolean =>
    id.startsWith("FO-") || followTenantsClauses.some((clause) => clause.id === id);
  const failing = await Promise.all(clauses.filter(isWaiting).map(fails));
  for (const clause of clauses) if (!isWaiting(clause)) failing.push(await fails(clause));
  return failing.flat();
}
