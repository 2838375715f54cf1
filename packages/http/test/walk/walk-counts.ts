/** The rules of the shared ledger. */
export const RULES: readonly string[] = Array.from({ length: 16 }, (_, index) => `X${index + 1}`);

/** Says that a walk met a rule. */
export type Meet = (rule: string) => void;

/** How often each rule was met. */
export interface Counts {
  readonly meet: Meet;
  of(rule: string): number;
  /** One line. */
  shown(): string;
}

export function newCounts(): Counts {
  const counts = new Map(RULES.map((rule) => [rule, 0]));
  return {
    meet: (rule) => counts.set(rule, (counts.get(rule) ?? 0) + 1),
    of: (rule) => counts.get(rule) ?? 0,
    shown: () => [...counts].map(([rule, count]) => `${rule} ${count}`).join(", "),
  };
}
