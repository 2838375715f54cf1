import type { Hasher } from "../ports/hasher.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { TextHashes } from "./leaf.ts";
import { leafHash } from "./leaf.ts";

/** An event of the log as it is, with its leaf and the hashes of its texts. */
export interface LogEntry {
  readonly event: RecordedEvent;
  readonly texts: TextHashes;
  readonly leaf: string;
  /** Which event of the log it is, from 1, whatever position it says that it has. */
  readonly at: number;
}

/** How far two lists are to be moved until they are the same again: so many events, and so many leaves. */
export interface Step {
  readonly events: number;
  readonly leaves: number;
}

/** So far a run of events is looked for that was changed, and so far one that was added or taken away. */
export const SEARCH = { changed: 64, moved: 1024 } as const;

/** Recognises events at places that are not the ones where they were recorded. */
export interface Recognition {
  /**
   * Whether the leaf is that of this event, recorded at this position. `moved` is how many more events were taken away right before it than added; as
   * long as none was, and it is null, an event must be as it was recorded.
   */
  isLeaf(entry: LogEntry, position: number, leaf: string, moved: number | null): boolean;
  /** Whether the event was recorded at this position, in any of these versions of its stream. */
  isLeafOfVersion(entry: LogEntry, position: number, leaf: string, versions: Iterable<number>): boolean;
}

/**
 * Recognition of events. An event after one that was added or taken away has another position than it was recorded with, and another version if
 * both are of one stream; how much the versions of each stream are off is remembered.
 */
export function recognition(hasher: Hasher): Recognition {
  const offsets = new Map<string, number>();
  const isAt = ({ event, texts }: LogEntry, position: number, version: number, leaf: string): boolean =>
    leafHash(hasher, event, texts, { position, version }) === leaf;
  return {
    isLeaf(entry, position, leaf, moved) {
      if (entry.leaf === leaf || moved === null) return entry.leaf === leaf;
      const { stream, version } = entry.event;
      const known = offsets.get(stream) ?? 0;
      for (const offset of new Set([known, 0, known + 1, known - 1, known + moved])) {
        if (!isAt(entry, position, version + offset, leaf)) continue;
        if (offset !== known) offsets.set(stream, offset);
        return true;
      }
      return false;
    },
    isLeafOfVersion(entry, position, leaf, versions) {
      for (const version of versions) if (isAt(entry, position, version, leaf)) return true;
      return false;
    },
  };
}

/** What the search for the next event that is as it was recorded looks at. */
export interface Ahead {
  entry(offset: number): LogEntry | undefined;
  leaf(offset: number): string | undefined;
  /** The position of the leaf at offset 0. */
  readonly position: number;
  /** Whether events were added or taken away before. */
  readonly isMoved: boolean;
}

/** The shortest step after which an event is the one that was recorded there; null if none is found. */
export function nextSame({ isLeaf }: Recognition, ahead: Ahead): Step | null {
  const isSame = ({ events, leaves }: Step): boolean => {
    const [entry, leaf] = [ahead.entry(events), ahead.leaf(leaves)];
    if (entry === undefined || leaf === undefined) return false;
    return isLeaf(
      entry,
      ahead.position + leaves,
      leaf,
      ahead.isMoved || leaves !== events ? leaves - events : null,
    );
  };
  // One event first: changed, taken away, added. Then runs of them, and then both at once.
  for (let run = 1; run <= SEARCH.changed; run++) {
    const steps = [
      { events: run, leaves: run },
      { events: 0, leaves: run },
      { events: run, leaves: 0 },
      { events: run - 1, leaves: run },
      { events: run, leaves: run - 1 },
    ];
    const found = steps.find(isSame);
    if (found !== undefined) return found;
  }
  for (let run = SEARCH.changed + 1; run < SEARCH.moved; run++) {
    const found = [
      { events: 0, leaves: run },
      { events: run, leaves: 0 },
    ].find(isSame);
    if (found !== undefined) return found;
  }
  return null;
}
