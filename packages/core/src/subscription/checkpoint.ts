import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { SubscriptionEngine } from "./engine.ts";

/** The checkpoint of a consumer: its position, its owner, and the end of the lease. */
interface Checkpoint {
  readonly owner: string;
  /** Until this time nobody else may take over; UTC milliseconds. */
  readonly leasedUntil: number;
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

/** The ownership of a name. */
export interface Held {
  /** Where to go on. */
  readonly cursor: Cursor;
  /** Saves a position until whose lease nobody else may take over. False if somebody else has taken over. */
  save(cursor: Cursor, leasedUntil: number): Promise<boolean>;
}

const KIND = "checkpoint";

/** Takes the ownership if it is free, already ours, or expired. Null if another consumer has it. */
export async function acquire(
  { store, clock }: SubscriptionEngine,
  { tenant, name, owner, lease }: Owner,
): Promise<Held | null> {
  const [stored] = await store.records.get(tenant, KIND, [name]);
  const before = stored ? (JSON.parse(stored.value) as Checkpoint) : null;
  if (before !== null && before.owner !== owner && before.leasedUntil > clock.now()) return null;
  let expected: number | "none" = stored?.revision ?? "none";
  const save = async (cursor: Cursor, leasedUntil: number): Promise<boolean> => {
    const value = JSON.stringify({ owner, leasedUntil, cursor } satisfies Checkpoint);
    const result = await store.records.put(tenant, { kind: KIND, key: name, value, expected });
    if (result.status === "stored") expected = result.revision;
    return result.status === "stored";
  };
  const cursor = before?.cursor ?? START;
  return (await save(cursor, clock.now() + lease)) ? { cursor, save } : null;
}
