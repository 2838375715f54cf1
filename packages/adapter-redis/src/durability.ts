import type { Clock } from "@promptledger/core/adapter";

/** Watches whether the servers keep what they acknowledge. */
export interface Durability {
  /**
   * Null if writes are allowed now. Otherwise a check that a write must wait for: it throws what the write is refused with, and answers false
   * if a connection was lost meanwhile.
   */
  admit(): Promise<boolean> | null;
  /** Forgets the last check: another server, or another configuration, may answer from now on. */
  forget(): void;
}

/** How old a check may be, in milliseconds: then it is repeated beside the writes, and at the latest before the next write. */
const AGE = { repeat: 1000, most: 3000 };

/** Watches with a check that throws while the settings are wrong. Nothing is checked while nothing is written. */
export function watchDurability(check: () => Promise<void>, clock: Pick<Clock, "now">): Durability {
  /** When the last check began, if it found nothing wrong. */
  let checkedAt: number | null = null;
  let checking: Promise<boolean> | null = null;
  let losses = 0;

  async function look(): Promise<boolean> {
    const before = losses;
    const began = clock.now();
    try {
      await check();
      if (before !== losses) return false;
      checkedAt = began;
      return true;
    } catch (error) {
      checkedAt = null;
      throw error;
    } finally {
      checking = null;
    }
  }

  return {
    admit() {
      const age = checkedAt === null ? Number.POSITIVE_INFINITY : clock.now() - checkedAt;
      // A clock that goes back says nothing about the age.
      const isRecent = age >= 0 && age <= AGE.most;
      if (isRecent && age <= AGE.repeat) return null;
      checking ??= look();
      if (!isRecent) return checking;
      checking.catch(() => undefined);
      return null;
    },
    forget() {
      losses += 1;
      checkedAt = null;
    },
  };
}
