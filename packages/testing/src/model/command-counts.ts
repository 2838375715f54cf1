import { ACTIONS, REJECTIONS } from "./plan.ts";

/** Counts the accepted and rejected commands of all sequences. */
export interface CommandCounts {
  /** Counts an accepted command: it changed something, changed nothing, or repeated an earlier command. */
  accepted(call: string, kind: "changed" | "unchanged" | "repeated"): void;
  /** Counts a rejected command. */
  rejected(code: string): void;
  /** Counts the end of a sequence. */
  sequenceEnded(): void;
  /** The number of sequences so far. */
  sequences(): number;
  /** The median number of accepted commands per sequence. */
  median(): number;
  /** The calls and codes that occurred less often than this, each with its count. */
  rarerThan(times: number): readonly string[];
  /** All counts, as lines of a table. */
  table(): string;
}

/** Counts that start at zero. */
export function commandCounts(): CommandCounts {
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
      const perCall = calls.get(call) ?? { changed: 0, unchanged: 0, repeated: 0 };
      perCall[kind] += 1;
      calls.set(call, perCall);
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
