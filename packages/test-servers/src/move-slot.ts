import { ownLine } from "./cluster-view.ts";
import type { RedisServer } from "./redis.ts";

/** A slot, and the masters that it moves between. */
export interface SlotMove {
  readonly slot: number;
  readonly from: RedisServer;
  readonly to: RedisServer;
  /** All masters. They are notified at the end. */
  readonly masters: readonly RedisServer[];
}

const KEYS_AT_ONCE = 100;
const PATIENCE = "10000";

/** Moves a slot and its keys to another master of a Redis Cluster while clients are at work, in the order that Redis documents. */
export async function moveSlot({ slot, from, to, masters }: SlotMove): Promise<void> {
  const number = String(slot);
  const [source, target] = await Promise.all([ownLine(from), ownLine(to)]);
  await to.ask("cluster", "setslot", number, "importing", source.id);
  await from.ask("cluster", "setslot", number, "migrating", target.id);
  for (;;) {
    const keys = (await from.ask("cluster", "getkeysinslot", number, String(KEYS_AT_ONCE))) as string[];
    if (keys.length === 0) break;
    await from.ask("migrate", "127.0.0.1", String(to.port), "", "0", PATIENCE, "keys", ...keys);
  }
  // The target first; otherwise nobody would serve the slot in between.
  const others = masters.filter((master) => master !== to && master !== from);
  for (const node of [to, from, ...others]) await node.ask("cluster", "setslot", number, "node", target.id);
}
