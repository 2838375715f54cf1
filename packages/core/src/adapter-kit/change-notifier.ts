import { LedgerError } from "../errors.ts";
import type { Clock, Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import { backoff } from "./backoff.ts";
import type { Waiter } from "./waiter.ts";
import { newWaiter } from "./waiter.ts";

/** An open subscription to a channel. */
export interface ChannelSubscription {
  /** Ends the subscription. */
  stop(): Promise<void>;
}

/** A channel on which processes notify each other which tenants have new events. Notifications may be lost. */
export interface NotificationChannel {
  /** Calls `onNotification` for each notification, and `onLost` once when the connection is lost. Null if listening is not possible now. */
  listen(onNotification: (payload: string) => void, onLost: () => void): Promise<ChannelSubscription | null>;
  /** Sends a notification to every process that listens. */
  notify(payload: string): Promise<unknown>;
  /** Identifies this process among all processes that use the channel. */
  readonly processId: string;
}

/** Wakes followers when this process appends, when another process notifies, and otherwise at intervals. */
export interface ChangeNotifier {
  /** Registers a follower of a tenant. */
  waiter(tenant: string, signal: Signal | undefined): Waiter;
  /** Calls back with each tenant that may have new events, and with the empty string where it may be any. The returned function ends that. */
  watch(listener: (tenant: string) => void): () => void;
  /** Wakes the followers of a tenant, or of all tenants for the empty string. */
  wake(tenant: string): void;
  /** Wakes the followers of a tenant in this process, and notifies other processes soon. */
  notify(tenant: string): void;
  /** Sends what is pending and closes the listening connection. */
  stop(): Promise<void>;
}

/** How often followers poll, in milliseconds: often if notifications do not arrive, rarely if they do. */
const POLL = { withoutNotifications: 250, withNotifications: 2000 };

/** The shortest time between two notifications, in milliseconds: one costs as much as a small append. */
const NOTIFY_EVERY = 10;

/** How long a new connection may take to receive its own test notification, in milliseconds. */
const SELF_TEST_TIMEOUT = 1000;
/** How long to wait before listening is tried again, in milliseconds: longer after each attempt that failed. */
const LISTEN_AGAIN = { first: 1000, longest: 60_000 };

/**
 * Creates a notifier. It listens from the first follower on. While listening fails, or delivers nothing, followers poll often, and it is tried
 * again at growing intervals. When the store closes, all waits end.
 */
export function changeNotifier(
  channel: NotificationChannel,
  closed: Signal,
  clock: Pick<Clock, "sleep">,
): ChangeNotifier {
  const waiters = new Set<{ readonly tenant: string; readonly resume: () => void }>();
  const watchers = new Set<(tenant: string) => void>();
  let listening: Promise<ChannelSubscription | null> | null = null;
  let isListening = false;
  /** Whether the next attempt to listen is waiting for its time. */
  let isPaused = false;
  const pauses = backoff(LISTEN_AGAIN);
  let tests = 0;
  const awaited = new Map<string, () => void>();

  function wake(tenant: string): void {
    for (const waiter of waiters) if (tenant === "" || waiter.tenant === tenant) waiter.resume();
    for (const watcher of watchers) watcher(tenant);
  }

  function onNotification(payload: string): void {
    awaited.get(payload)?.();
    if (payload.startsWith("?")) return;
    if (payload === "") wake("");
    else for (const tenant of payload.split(" ")) wake(tenant);
  }

  function listen(): void {
    if (!isPaused) listening ??= open();
  }

  // A proxy may accept LISTEN and never deliver anything, so only a notification that arrives counts.
  async function open(): Promise<ChannelSubscription | null> {
    let connection: ChannelSubscription | null = null;
    let isLost = false;
    const lost = (): void => {
      isLost = true;
      if (!isListening) return;
      isListening = false;
      wake("");
      listenLater();
    };
    try {
      connection = await channel.listen(onNotification, lost);
      if (connection !== null && (await selfTest()) && !isLost) {
        isListening = true;
        pauses.reset();
        wake("");
        return connection;
      }
    } catch {
      // Tried again like what delivers nothing.
    }
    await connection?.stop().catch(() => undefined);
    listenLater();
    return null;
  }

  async function selfTest(): Promise<boolean> {
    tests += 1;
    // The name of a tenant never begins with a question mark.
    const payload = `?${tests}-${channel.processId}`;
    const { signal, abort } = newAbort();
    let passed = false;
    awaited.set(payload, () => {
      passed = true;
      abort();
    });
    try {
      await channel.notify(payload);
      await clock.sleep(SELF_TEST_TIMEOUT, signal);
      return passed;
    } finally {
      awaited.delete(payload);
    }
  }

  function listenLater(): void {
    listening = null;
    if (closed.aborted) return;
    isPaused = true;
    void clock.sleep(pauses.next(), closed).then(() => {
      isPaused = false;
      if (waiters.size + watchers.size > 0 && !closed.aborted) listen();
    });
  }

  function checkOpen(): void {
    if (closed.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  }

  // Sent separately, so that the append does not wait for it. If it is lost, other followers see the events at their next poll.
  const pending = new Set<string>();
  let sending = false;
  let sent: Promise<unknown> = Promise.resolve();

  function send(): void {
    if (pending.size === 0) return;
    const payload = pending.size <= 64 ? [...pending].join(" ") : "";
    pending.clear();
    sent = channel.notify(payload).catch(() => undefined);
  }

  async function sendAtIntervals(): Promise<void> {
    sending = true;
    while (pending.size > 0) {
      send();
      await clock.sleep(NOTIFY_EVERY, closed);
    }
    sending = false;
  }

  // One listener for all waits, because runtimes warn about many listeners on one signal.
  closed.addEventListener("abort", () => wake(""));

  return {
    wake,
    notify(tenant) {
      wake(tenant);
      pending.add(tenant);
      if (!sending) void sendAtIntervals();
    },
    watch(listener) {
      checkOpen();
      listen();
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    waiter(tenant, signal) {
      checkOpen();
      listen();
      return newWaiter({
        clock,
        signal,
        ended: () => closed.aborted,
        pollAfter: () => (isListening ? POLL.withNotifications : POLL.withoutNotifications),
        register(resume) {
          const waiter = { tenant, resume };
          waiters.add(waiter);
          return () => waiters.delete(waiter);
        },
      });
    },
    async stop() {
      send();
      await sent;
      await (await listening)?.stop();
    },
  };
}
