import { ACTIONS, REJECTIONS } from "./plan.ts";

/** Counts what became of the commands of all sequences. */
export interface Tally {
  /** A command was accepted, and changed something or did not. */
  accepted(call: string, kind: "changed" | "unchanged" | "repeated"): void;
  rejected(code: string): void;
  /** A sequence has ended. */
  sequenceEnded(): void;
  /** The sequences so far. */
  sequences(): number;
  /** The median of the sequences' accepted commands. */
  median(): number;
  /** The calls and codes that occurred fewer times than this, each with how often it did. */
  rarerThan(times: number): readonly string[];
  /** All counts, as lines of a table. */
  table(): string;
}

/** An empty tally. */
export function newTally(): Tally {
  const calls = new Map<string, { changed: number; unchanged: number; repeated: number }>(
    [...ACTIONS, "batch"].map((call) => [call, { changed: 0, unchanged: 0, repeated: 0 }]),
  );
  const codes = new Map<string, number>(REJECTIONS.map((code) => [code, 0]));
  const ended: number[] = [];
  let current = 0;
  const median = (): number =>
    ended.toSorted((left, right) => left - right)[Math.floor(ended.length / 2)] ?? 0;
  return {
    accepted(call, kind) {
      const counts = calls.get(call) ?? { changed: 0, unchanged: 0, repeated: 0 };
      counts[kind] += 1;
      calls.set(call, counts);
      current += 1;
    },
    rejected(code) {
      codes.set(code, (codes.get(code) ?? 0) + 1);
    },
    sequenceEnded() {
      ended.push(current);
      current = 0;
    },
    sequences: () => ended.length,
    median,
    rarerThan: (times) => [
      ...[...calls]
        .filter(([, { changed }]) => changed < times)
        .map(([call, { changed }]) => `${call}: ${changed}`),
      ...[...codes].filter(([, count]) => count < times).map(([code, count]) => `${code}: ${count}`),
    ],
    table: () =>
      [
        `${ended.length} sequences, a median of ${median()} commands accepted in each`,
        row("command", "changed", "no-op", "repeated"),
        ...[...calls].map(([call, { changed, unchanged, repeated }]) =>
          row(call, changed, unchanged, repeated),
        ),
        row("rejection", "times"),
        ...[...codes].map(([code, count]) => row(code, count)),
      ].join("\n"),
  };
}

function row(name: string, ...values: readonly (string | number)[]): string {
  return `  ${name.padEnd(24)}${values.map((value) => String(value).padStart(10)).join("")}`;
}
