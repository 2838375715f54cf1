import { describe, it } from "vitest";
import type { Clause, ClauseSettings, OpenStorageWithFaults } from "./clause.ts";
import { contractClauses } from "./clauses.ts";
import { DEFAULT_SETTINGS, runClause } from "./run-clause.ts";

/** A promise that an adapter does not make. */
export interface Gap {
  /** The id of the clause. */
  readonly clause: string;
  /** The reason. The title of the skipped test contains it. */
  readonly reason: string;
}

/** The adapter that the contract is tested on. */
export interface ContractOptions {
  /** The name of the adapter, for the titles of the tests. */
  readonly name: string;
  /** Opens an empty storage. Called once for each clause. */
  readonly open: OpenStorageWithFaults;
  /** Default: none. */
  readonly gaps?: readonly Gap[];
  /** Default: {@link DEFAULT_SETTINGS}. */
  readonly settings?: Partial<ClauseSettings>;
  /** How long one clause may take, in milliseconds. Default: 60,000. */
  readonly timeout?: number;
}

/**
 * Registers the contract of `EventStore` with vitest: one test for each clause.
 *
 * A declared gap becomes a skipped test with the reason in its title. A gap that names no clause throws.
 */
export function eventStoreContract(options: ContractOptions): void {
  const { name, open, gaps = [], timeout = 60_000 } = options;
  const settings = { ...DEFAULT_SETTINGS, ...options.settings };
  checkGaps(contractClauses, gaps);
  describe(`${name} keeps the contract of EventStore`, () => {
    for (const clause of contractClauses) {
      const gap = gaps.find((one) => one.clause === clause.id);
      if (gap === undefined) it(clauseTitle(clause), () => runClause(clause, open, settings), timeout);
      else it.skip(clauseTitle(clause, gap));
    }
  });
}

/** The title of a clause's test, with the reason if the adapter declares a gap. */
export function clauseTitle(clause: Clause, gap?: Gap): string {
  const title = `${clause.id} ${clause.title}`;
  return gap === undefined ? title : `${title} (not promised: ${gap.reason})`;
}

/** Throws if a gap names no clause, names one twice, or gives no reason. */
export function checkGaps(clauses: readonly Clause[], gaps: readonly Gap[]): void {
  const seen = new Set<string>();
  for (const { clause, reason } of gaps) {
    if (!clauses.some((one) => one.id === clause)) throw new Error(`the gap ${clause} names no clause`);
    if (seen.has(clause)) throw new Error(`the gap ${clause} is declared twice`);
    if (reason.trim() === "") throw new Error(`the gap ${clause} gives no reason`);
    seen.add(clause);
  }
}
