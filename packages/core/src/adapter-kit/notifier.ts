import type { Signal } from "../ports/clock.ts";
import { LedgerError } from "../errors.ts";

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

/** Wakes followers: when this store appends, when another process tells, and in any case from time to time. */
export interface Wakener {
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

// Every modern runtime has timers, but no standard library of the language declares them.
declare const setTimeout: (callback: () => void, milliseconds: number) => { unref?(): unknown };
declare const clearTimeout: (timer: { unref?(): unknown } | undefined) => void;

/** Begins to listen when the first follower joins. */
export function wakener(announcements: Announcements, closed: Signal): Wakener {
  const waiters = new Set<{ readonly tenant: string; readonly ring: () => void }>();
  let listening: Promise<Listening | null> | null = null;
  let hears = false;
  let reopen: ReturnType<typeof setTimeout> | undefined;
  let tests = 0;
  const awaited = new Map<string, () => void>();

  function wake(tenant: string): void {
    for (const waiter of waiters) if (tenant === "" || waiter.tenant === tenant) waiter.ring();
  }

  function heard(payload: string): void {
    const test = awaited.get(payload);
    if (test !== undefined) test();
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
      const passed = await selfTest();
      if (passed) {
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
    return new Promise((resolve, reject) => {
      const end = (passed: boolean): void => {
        clearTimeout(timer);
        awaited.delete(payload);
        resolve(passed);
      };
      const timer = setTimeout(() => end(false), SELF_TEST);
      awaited.set(payload, () => end(true));
      announcements.tell(payload).catch(reject);
    });
  }

  function lost(): void {
    hears = false;
    listening = null;
    wake("");
    if (closed.aborted || reopen !== undefined) return;
    reopen = setTimeout(() => {
      reopen = undefined;
      if (waiters.size > 0 && !closed.aborted) listening ??= open();
    }, REOPEN);
    reopen.unref?.();
  }

  // Not part of the append, which would wait for it. One that is lost with its process costs the others one look at their own time.
  const untold = new Set<string>();
  let telling: ReturnType<typeof setTimeout> | undefined;
  let told: Promise<unknown> = Promise.resolve();

  function announce(): void {
    telling = undefined;
    if (untold.size === 0) return;
    const payload = untold.size <= 64 ? [...untold].join(" ") : "";
    untold.clear();
    told = announcements.tell(payload).catch(() => undefined);
    telling = setTimeout(announce, TELL);
    telling.unref?.();
  }

  // One listener for all: runtimes warn of many on one signal.
  closed.addEventListener("abort", () => wake(""));

  return {
    wake,
    tell(tenant) {
      wake(tenant);
      untold.add(tenant);
      if (telling === undefined) announce();
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
        wait() {
          if (rung || closed.aborted || signal?.aborted === true) return Promise.resolve();
          return new Promise((resolve) => {
            const end = (): void => {
              clearTimeout(timer);
              resume = null;
              resolve();
            };
            const timer = setTimeout(end, hears ? POLL.listening : POLL.deaf);
            resume = end;
          });
        },
        leave() {
          waiters.delete(waiter);
          signal?.removeEventListener("abort", ring);
        },
      };
    },
    async stop() {
      clearTimeout(reopen);
      clearTimeout(telling);
      if (untold.size > 0) announce();
      clearTimeout(telling);
      await told;
      await (await listening)?.stop();
    },
  };
}
