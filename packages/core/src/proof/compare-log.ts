import type { Hasher } from "../ports/hasher.ts";
import { newSlices } from "../ports/slices.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { LogEntry } from "./align.ts";
import { nextSame, recognition, SEARCH } from "./align.ts";
import type { GrowingTree } from "./growing-tree.ts";
import { growingTree } from "./growing-tree.ts";
import { leafHash, textHasher } from "./leaf.ts";
import type { Lookahead } from "./lookahead.ts";
import { lookahead } from "./lookahead.ts";
import { redactions } from "./redactions.ts";

/** A place where the log is not as it was recorded. */
export interface Deviation {
  readonly kind: "changed" | "missing" | "added" | "cut-off";
  /** As it was recorded; of an added event, as it is now. */
  readonly position: number;
  /** The event as it is now; null if there is none. */
  readonly entry: LogEntry | null;
  /** The leaf that was recorded; null if there was none. */
  readonly leaf: string | null;
}

/** What to compare. */
export interface LogComparison {
  readonly hasher: Hasher;
  /** The log as it is, in its order. */
  readonly events: AsyncIterable<RecordedEvent>;
  /** The leaves as they are said to have been recorded. They are not trusted, only found to be right or wrong. */
  readonly expected: AsyncIterable<string>;
  /** The sizes whose roots are wanted. */
  readonly sizes: readonly number[];
  /** Gets how many events were read. */
  readonly onRead: (events: number) => void;
}

/** What a comparison has found. */
export interface ComparedLog {
  readonly size: number;
  readonly root: string;
  /** The roots of the log at the wanted sizes that it has. */
  readonly roots: ReadonlyMap<number, string>;
  /** The roots of the expected leaves at the wanted sizes that they have. */
  readonly expectedRoots: ReadonlyMap<number, string>;
  /** Where the events are not those of the expected leaves: at most 100, in order. */
  readonly deviations: readonly Deviation[];
  /** What is wrong with the log itself: positions that are not 1, 2, 3, ..., and texts that were replaced without an event that says so. */
  readonly flaws: readonly Flaw[];
}

/** What is wrong with a log, whatever was recorded. */
export interface Flaw {
  readonly kind: Deviation["kind"];
  readonly position: number;
  /** The id of the event as it is now; null if there is none. */
  readonly eventId: string | null;
}

/** So many deviations are listed. */
const MOST_DEVIATIONS = 100;

/** So many events and leaves are read at once, and so many ahead where the search for the next event that is as it was recorded begins. */
const READ_AHEAD = { always: 64, toSearch: 2 * SEARCH.moved } as const;

/** So many events later, the progress is reported again. */
const TELL_AFTER = 1000;

/** Compares a log with leaves, reading each once. Takes memory for a few thousand events, however long the log is. */
export async function compareLog(comparison: LogComparison): Promise<ComparedLog> {
  const { hasher, onRead } = comparison;
  let read = 0;
  const textsOf = textHasher(hasher);
  const log = lookahead(comparison.events, (event): LogEntry => {
    const texts = textsOf(event);
    read += 1;
    return { event, texts, leaf: leafHash(hasher, event, texts), at: read };
  });
  const leaves = lookahead(comparison.expected, (leaf) => leaf);
  const walk = walkOf(comparison, log, leaves);
  const slices = newSlices();
  async function readAhead(count: number): Promise<void> {
    await log.fill(count);
    await leaves.fill(count);
  }
  let told = 0;
  for (;;) {
    if (slices.isOver()) await slices.next();
    // Few, so that an event is forgotten before the collector of garbage has moved it.
    await readAhead(READ_AHEAD.always);
    if (log.length === 0 && leaves.length === 0) break;
    while (hasNext(log) && hasNext(leaves) && log.length + leaves.length > 0) {
      if (walk.step()) continue;
      await readAhead(READ_AHEAD.toSearch);
      walk.resume();
    }
    if (walk.log.size - told < TELL_AFTER) continue;
    told = walk.log.size;
    onRead(told);
  }
  onRead(walk.log.size);
  const { roots, expectedRoots, deviations, flaws } = walk.end();
  return { size: walk.log.size, root: walk.log.root(), roots, expectedRoots, deviations, flaws };
}

function hasNext({ length, isEnded }: Lookahead<unknown>): boolean {
  return isEnded || length > 0;
}

/** One walk along both lists. */
function walkOf(
  { hasher, sizes }: LogComparison,
  entries: Lookahead<LogEntry>,
  leaves: Lookahead<string>,
): {
  readonly log: GrowingTree;
  /** Goes on by one event if that is as it was recorded. */
  step(): boolean;
  /** Goes on to the next event that is as it was recorded, over those that are not. */
  resume(): void;
  end(): Pick<ComparedLog, "roots" | "expectedRoots" | "deviations" | "flaws">;
} {
  const wanted = new Set(sizes);
  const log = growingTree(hasher);
  // As long as both lists are the same, so are their trees.
  let expected: GrowingTree | null = null;
  let ended = false;
  let isMoved = false;
  const roots = new Map<number, string>();
  const expectedRoots = new Map<number, string>();
  const deviations: Deviation[] = [];
  const flaws: Flaw[] = [];
  const replaced = redactions();
  const known = recognition(hasher);
  let nextPosition = 1;
  if (wanted.has(0)) for (const found of [roots, expectedRoots]) found.set(0, log.root());

  const position = (): number => (expected ?? log).size + 1;

  function deviates(deviation: Deviation): void {
    expected ??= log.copy();
    if (deviations.length < MOST_DEVIATIONS) deviations.push(deviation);
  }

  function takeEntry(): void {
    const entry = entries.take();
    if (entry === undefined) return;
    const { event } = entry;
    if (event.position !== nextPosition && flaws.length < MOST_DEVIATIONS) {
      const kind = event.position > nextPosition ? "missing" : "added";
      flaws.push(
        kind === "missing"
          ? { kind, position: nextPosition, eventId: null }
          : { kind, position: entry.at, eventId: event.id },
      );
    }
    // Every event has a type; one without was a line that could not be read.
    if (event.type === "" && flaws.length < MOST_DEVIATIONS)
      flaws.push({ kind: "changed", position: entry.at, eventId: null });
    nextPosition = event.position + 1;
    replaced.see(event);
    log.add(entry.leaf);
    if (wanted.has(log.size)) {
      roots.set(log.size, log.root());
      if (expected === null && !ended) expectedRoots.set(log.size, log.root());
    }
  }

  function takeLeaf(): void {
    const leaf = leaves.take();
    if (leaf === undefined || expected === null) return;
    expected.add(leaf);
    if (wanted.has(expected.size)) expectedRoots.set(expected.size, expected.root());
  }

  function resume(): void {
    const ahead = { entry: entries.at, leaf: leaves.at, position: position(), isMoved };
    const isFull = deviations.length >= MOST_DEVIATIONS;
    const step = (isFull ? null : nextSame(known, ahead)) ?? { events: 1, leaves: 1 };
    if (step.events !== step.leaves) isMoved = true;
    for (let at = 0; at < Math.max(step.events, step.leaves); at++) {
      const entry = at < step.events ? (entries.at(0) ?? null) : null;
      const leaf = at < step.leaves ? (leaves.at(0) ?? null) : null;
      const kind = entry === null ? "missing" : leaf === null ? "added" : "changed";
      deviates({ kind, position: leaf === null ? (entry?.at ?? 0) : position(), entry, leaf });
      if (leaf !== null) takeLeaf();
      if (entry !== null) takeEntry();
    }
  }

  return {
    log,
    step() {
      const [entry, leaf] = [entries.at(0), leaves.at(0)];
      if (leaf === undefined) {
        // The leaves have ended: nothing says how the events after them were recorded.
        ended = true;
        takeEntry();
      } else if (entry === undefined) {
        if (!ended) deviates({ kind: "cut-off", position: position(), entry: null, leaf });
        ended = true;
        takeLeaf();
      } else if (known.isLeaf(entry, position(), leaf, isMoved ? 0 : null)) {
        takeLeaf();
        takeEntry();
      } else return false;
      return true;
    },
    resume,
    end() {
      for (const { id, position } of replaced.unaccounted)
        flaws.push({ kind: "changed", position, eventId: id });
      return { roots, expectedRoots, deviations, flaws };
    },
  };
}
