import type { Hasher } from "../ports/hasher.ts";
import { recognition } from "./align.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { ComparedLog, Deviation } from "./compare-log.ts";
import type { EventDifference, LogDifference, OrderDifference } from "./log-difference.ts";

/** Whether a log is as it was recorded, and how it differs. */
export interface LogVerification {
  /** Whether nothing differs: every given checkpoint holds, and nothing else is wrong. */
  readonly holds: boolean;
  /** Names the log: `<host>/<tenant>`. */
  readonly origin: string;
  /** The number of events that the log has now. */
  readonly size: number;
  /** The root of the Merkle tree over these events, as 64 lower-case hexadecimal characters. */
  readonly root: string;
  /** Every event up to this position is as it was recorded: the size of the greatest checkpoint that holds. No checkpoint says anything of later ones. */
  readonly provenUntil: number;
  /** The checkpoints that were given, by their sizes, and whether the log is a continuation of each. */
  readonly checkpoints: readonly {
    /** The number of events that it covers. */
    readonly size: number;
    /** Whether the first events of the log are those that it covers. */
    readonly holds: boolean;
  }[];
  /** How the log differs, ordered by position: at most 100 events. */
  readonly differences: readonly LogDifference[];
  /** Whether the kept tiles, or the earlier export, are the log's own. If not, they were changed or damaged, and say nothing. */
  readonly referenceHolds: boolean;
}

/** Judges what a comparison has found by the checkpoints, which alone are trusted. */
export function judge(
  hasher: Hasher,
  origin: string,
  compared: ComparedLog,
  given: readonly Pick<Checkpoint, "root" | "size">[],
): LogVerification {
  const { roots, expectedRoots, deviations, flaws, size, root } = compared;
  const checkpoints = [...given].sort((left, right) => left.size - right.size);
  const verdicts = checkpoints.map((one) => ({ size: one.size, holds: roots.get(one.size) === one.root }));
  const greatest = (sizes: readonly number[]): number => Math.max(0, ...sizes);
  const provenUntil = greatest(verdicts.filter(({ holds }) => holds).map((one) => one.size));
  const failing = verdicts.find(({ holds }) => !holds)?.size ?? null;
  // The leaves are those that were recorded, as far as a checkpoint covers them.
  const authentic = greatest(
    checkpoints.filter((one) => expectedRoots.get(one.size) === one.root).map((one) => one.size),
  );
  const covered = greatest(checkpoints.map((one) => one.size));
  const found: LogDifference[] = withOrder(hasher, deviations)
    .map((difference) => ({ ...difference, isProven: difference.position <= authentic }))
    // Below a checkpoint that holds, it is the leaves that are wrong; between it and one that does not, they may be.
    .filter(({ position, isProven }) => position > provenUntil && (isProven || position > covered));
  for (const flaw of flaws) {
    const isKnown = found.some((one) => one.kind !== "somewhere" && one.position === flaw.position);
    if (!isKnown) found.push({ ...flaw, isProven: true });
  }
  const isExplained = found.some(
    (one) => one.kind !== "somewhere" && one.isProven && failing !== null && one.position <= failing,
  );
  if (failing !== null && !isExplained) {
    const after = greatest(
      verdicts.filter(({ holds, size: at }) => holds && at < failing).map((one) => one.size),
    );
    found.push({ kind: "somewhere", after, until: failing, isProven: true });
  }
  const placeOf = (one: LogDifference): number => (one.kind === "somewhere" ? one.after + 1 : one.position);
  return {
    holds: failing === null && found.length === 0,
    origin,
    size,
    root,
    provenUntil,
    checkpoints: verdicts,
    differences: found.sort((left, right) => placeOf(left) - placeOf(right)),
    referenceHolds: !deviations.some(
      ({ position }) => position <= provenUntil || (position <= covered && position > authentic),
    ),
  };
}

type Found = EventDifference | OrderDifference;

/** The deviations as differences. An event that is another's leaf was moved there. */
function withOrder(hasher: Hasher, deviations: readonly Deviation[]): readonly Found[] {
  const { isLeafOfVersion } = recognition(hasher);
  const versions = new Map<string, Set<number>>();
  for (const { entry } of deviations) {
    if (entry === null) continue;
    const { stream, version } = entry.event;
    const known = versions.get(stream) ?? new Set();
    versions.set(stream, known);
    for (const one of [version, version - 1, version + 1]) known.add(one);
  }
  const moved = new Map<Deviation, Deviation>();
  const origins = new Set<Deviation>();
  for (const now of deviations) {
    const { entry } = now;
    if (entry === null) continue;
    const before = deviations.find(
      (one) =>
        one !== now &&
        one.leaf !== null &&
        !origins.has(one) &&
        isLeafOfVersion(entry, one.position, one.leaf, versions.get(entry.event.stream) ?? []),
    );
    if (before === undefined) continue;
    moved.set(now, before);
    origins.add(before);
  }
  const differences: Found[] = [];
  for (const deviation of deviations) {
    const { kind, position, entry } = deviation;
    const before = moved.get(deviation);
    if (before !== undefined && entry !== null) {
      const { id: eventId } = entry.event;
      differences.push({
        kind: "reordered",
        position: before.position,
        foundAt: entry.at,
        eventId,
        isProven: false,
      });
      // What was recorded here may be gone nevertheless.
      if (deviation.leaf !== null && !origins.has(deviation))
        differences.push({ kind: "missing", position, eventId: null, isProven: false });
    } else if (origins.has(deviation)) {
      // What is here now was never recorded.
      if (entry !== null)
        differences.push({ kind: "added", position: entry.at, eventId: entry.event.id, isProven: false });
    } else differences.push({ kind, position, eventId: entry?.event.id ?? null, isProven: false });
  }
  return differences;
}
