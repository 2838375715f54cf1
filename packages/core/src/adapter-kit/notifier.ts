import { LedgerError } from "../errors.ts";
import type { Clock, Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";

/** An open subscription to what other processes tell. */
export interface Listening {
  stop(): Promise<void>;
}

/** How processes tell each other which tenants have new events; what is told may be lost. */
export interface Announcements {
  /** Hears what is told; `lost` is called once when nothing is heard any more. Null where nothing can be heard. */
  listen(heard: (payload: string) => void, lost: () => void): Promise<Listening | null>;
  /** Tells those who listen. */
  tell(payload: string): Promise<unknown>;
  /** A text that no other process has. */
  readonly self: string;
}

/** Notifies followers: when this store appends, when another process tells, and in any case from time to time. */
export interface Notifier {
  /** Enters a follower of a tenant. */
  join(tenant: string, signal: Signal | undefined): Waiter;
  /** Wakes the followers of a tenant, or with the empty string of all. */
  wake(tenant: string): void;
  /** Wakes the followers of a tenant here, and soon those of other processes. */
  tell(tenant: string): void;
  /** Lets the listening connection go. */
  stop(): Promise<void>;
}

/** One follower's way to wait. */
export interface Waiter {
  /** From now on nothing that happens is missed by the next wait. */
  arm(): void;
  /** Waits until something happened since it was armed, or it is time to look again. */
  wait(): Promise<void>;
  leave(): void;
}

/** Followers look at least so often, in milliseconds: often where notifications do not come through, seldom where they do. */
const POLL = { deaf: 250, listening: 2000 };

/** Other processes are told at most so often, in milliseconds: a notification costs as much as a small append. */
const TELL = 10;

/** How long a connection has to hear of its own test notification, and how long after a loss another one is opened. */
const SELF_TEST = 1000;
const REOPEN = 5000;

/** Begins to listen when the first follower joins. Waits by the clock; a closed store waits for nothing. */
export function notifier(
  announcements: Announcements,
  closed: Signal,
  clock: Pick<Clock, "sleep">,
): Notifier {
  const waiters = new Set<{ readonly tenant: string; readonly ring: () => void }>();
  let listening: Promise<Listening | null> | null = null;
  let hears = false;
  let reopening = false;
  let tests = 0;
  const awaited = new Map<string, () => void>();

  function wake(tenant: string): void {
    for (const waiter of waiters) if (tenant === "" || waiter.tenant === tenant) waiter.ring();
  }

  function heard(payload: string): void {
    awaited.get(payload)?.();
    if (payload.startsWith("?")) return;
    if (payload === "") wake("");
    else for (const tenant of payload.split(" ")) wake(tenant);
  }

  // Between here and the server listening may be accepted and nothing ever heard: only what was heard counts.
  async function open(): Promise<Listening | null> {
    let connection: Listening | null = null;
    try {
      connection = await announcements.listen(heard, lost);
      if (connection === null) return null;
      if (await selfTest()) {
        hears = true;
        wake("");
        return connection;
      }
      await connection.stop();
      return null;
    } catch {
      await connection?.stop();
      lost();
      return null;
    }
  }

  async function selfTest(): Promise<boolean> {
    tests += 1;
    // An unlikely tenant: names do not begin with a question mark.
    const payload = `?${tests}-${announcements.self}`;
    const { signal, abort } = newAbort();
    let passed = false;
    awaited.set(payload, () => {
      passed = true;
      abort();
    });
    try {
      await announcements.tell(payload);
      await clock.sleep(SELF_TEST, signal);
      return passed;
    } finally {
      awaited.delete(payload);
    }
  }

  function lost(): void {
    hears = false;
    listening = null;
    wake("");
    if (closed.aborted || reopening) return;
    reopening = true;
    void clock.sleep(REOPEN, closed).then(() => {
      reopening = false;
      if (waiters.size > 0 && !closed.aborted) listening ??= open();
    });
  }

  // Not part of the append, which would wait for it. One that is lost with its process costs the others one look at their own time.
  const untold = new Set<string>();
  let telling = false;
  let told: Promise<unknown> = Promise.resolve();

  function announce(): void {
    if (untold.size === 0) return;
    const payload = untold.size <= 64 ? [...untold].join(" ") : "";
    untold.clear();
    told = announcements.tell(payload).catch(() => undefined);
  }

  async function announceInTurns(): Promise<void> {
    telling = true;
    while (untold.size > 0) {
      announce();
      await clock.sleep(TELL, closed);
    }
    telling = false;
  }

  // One listener for all: runtimes warn of many on one signal.
  closed.addEventListener("abort", () => wake(""));

  return {
    wake,
    tell(tenant) {
      wake(tenant);
      untold.add(tenant);
      if (!telling) void announceInTurns();
    },
    join(tenant, signal) {
      if (closed.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
      listening ??= open();
      let rung = false;
      let resume: (() => void) | null = null;
      const ring = (): void => {
        rung = true;
        resume?.();
      };
      const waiter = { tenant, ring };
      waiters.add(waiter);
      signal?.addEventListener("abort", ring);
      return {
        arm() {
          rung = false;
        },
        async wait() {
          if (rung || closed.aborted || signal?.aborted === true) return;
          const waking = newAbort();
          resume = waking.abort;
          await clock.sleep(hears ? POLL.listening : POLL.deaf, waking.signal);
          resume = null;
        },
        leave() {
          waiters.delete(waiter);
          signal?.removeEventListener("abort", ring);
        },
      };
    },
    async stop() {
      announce();
      await told;
      await (await listening)?.stop();
    },
  };
}
