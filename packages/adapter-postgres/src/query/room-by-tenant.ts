import type { Signal } from "@promptledger/core/adapter";
import { LedgerError } from "@promptledger/core/adapter";

/** Room for some work at once, of which one tenant gets only a part. */
export interface RoomByTenant {
  /**
   * Waits for room, and answers what gives it back. Those who wait enter in their order, but those whose tenant has its part let others pass.
   * Throws `unavailable` when the signal aborts.
   */
  enter(tenant: string, signal?: Signal): Promise<() => void>;
}

/** Room for so many in all, and so many of one tenant. */
export function roomByTenant(all: number, each: number): RoomByTenant {
  const inside: string[] = [];
  const waiting: { readonly tenant: string; readonly enter: () => void }[] = [];

  const hasRoom = (tenant: string): boolean =>
    inside.length < all && inside.filter((one) => one === tenant).length < each;

  function leaverOf(tenant: string): () => void {
    inside.push(tenant);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside.splice(inside.indexOf(tenant), 1);
      const next = waiting.findIndex((one) => hasRoom(one.tenant));
      if (next !== -1) waiting.splice(next, 1)[0]?.enter();
    };
  }

  return {
    async enter(tenant, signal) {
      if (signal?.aborted) throw searchAborted();
      if (hasRoom(tenant)) return leaverOf(tenant);
      return new Promise((resolve, reject) => {
        const one = {
          tenant,
          enter(): void {
            signal?.removeEventListener("abort", giveUp);
            resolve(leaverOf(tenant));
          },
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(searchAborted());
        };
        waiting.push(one);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}

/** The error of a search that its caller no longer waits for. */
export function searchAborted(): LedgerError {
  return new LedgerError("unavailable", "the signal of the search aborted; nothing was changed");
}
