import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { SubscriptionEngine } from "./engine.ts";

/** The checkpoint of a consumer: its position, its owner, and their lease. */
interface Checkpoint {
  readonly owner: string;
  /** How long after a save nobody else may take over, in milliseconds; 0 after a release. */
  readonly lease: number;
  readonly cursor: Cursor;
}

/** A consumer that wants the ownership of a name, or has it. */
export interface Owner {
  readonly tenant: string;
  readonly name: string;
  readonly owner: string;
  /** In milliseconds. */
  readonly lease: number;
}

/** What a consumer that waits knows of the owner: the last revision that the owner saved, and when it was first seen. */
export interface Rival {
  revision: number;
  since: number;
}

/** The ownership of a name. */
export interface Held {
  /** Where to go on. */
  readonly cursor: Cursor;
  /** Saves a position and renews the lease. False if somebody else has taken over. */
  save(cursor: Cursor): Promise<boolean>;
  /** Saves a position and ends the ownership. */
  release(cursor: Cursor): Promise<void>;
}

const KIND = "checkpoint";

/** The checkpoint of a name that nobody owns. */
export interface FreeCheckpoint {
  readonly cursor: Cursor;
  /** Whether the last owner released it, or there was none. */
  readonly isReleased: boolean;
  /** Takes the ownership. Null if somebody else was first. */
  take(): Promise<Held | null>;
}

/**
 * Finds out whether the ownership is free, already ours, or expired. Null if another consumer has it. It has expired when the owner saved nothing
 * for as long as its lease, by the clock of the process that waits: the clocks of two processes are never compared.
 */
export async function findFree(
  { store, clock }: SubscriptionEngine,
  { tenant, name, owner, lease }: Owner,
  rival: Rival,
): Promise<FreeCheckpoint | null> {
  const [stored] = await store.records.get(tenant, KIND, [name]);
  const before = stored ? (JSON.parse(stored.value) as Checkpoint) : null;
  if (stored && before !== null && before.owner !== owner && before.lease > 0) {
    const now = clock.now();
    if (rival.revision !== stored.revision) Object.assign(rival, { revision: stored.revision, since: now });
    if (now - rival.since < before.lease) return null;
  }
  let expected: number | "none" = stored?.revision ?? "none";
  const put = async (cursor: Cursor, leased: number): Promise<boolean> => {
    const value = JSON.stringify({ owner, lease: leased, cursor } satisfies Checkpoint);
    const [result] = await store.records.put(tenant, [{ kind: KIND, key: name, value, expected }]);
    if (result?.status !== "stored") return false;
    expected = result.revision;
    return true;
  };
  const cursor = before?.cursor ?? START;
  const held: Held = {
    cursor,
    save: (to) => put(to, lease),
    async release(to) {
      await put(to, 0);
    },
  };
  return {
    cursor,
    isReleased: before === null || before.lease === 0,
    take: async () => ((await held.save(cursor)) ? held : null),
  };
}
