import { backoff } from "../adapter-kit/backoff.ts";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { Abort, Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import { onAbort } from "../ports/on-abort.ts";
import type { ApplyContext } from "./apply-events.ts";
import { applyEvents, loadCurrent } from "./apply-events.ts";
import type { LiveListeners } from "./live-events.ts";

/** What keeps a view in step with the log. */
export interface FollowContext extends ApplyContext {
  readonly listeners: Pick<LiveListeners, "emit">;
  /** Ends the view, because the actor lost access or the store was closed. */
  end(error: LedgerError): void;
  /** Notes an error of the storage. The view goes on. */
  failed(error: unknown): void;
  readonly closing: Signal;
}

/** A view that follows the log. */
export interface LogFollower {
  /** Reads the log up to a position now, without waiting to be notified. */
  pull(position: number): Promise<void>;
  /** Handles an error of the storage, wherever it occurred. After `history-diverged`, everything is loaded again. */
  report(error: unknown): void;
}

/** How long to wait after errors of the storage, in milliseconds. */
const RETRY = { first: 100, longest: 1000 };
/** With so many events waiting, no more are read until some are applied. */
const MOST_WAITING = 10_000;

/** Follows the log until the view closes. Errors of the storage do not end it: it tries again, forever. */
export function followLog(context: FollowContext): LogFollower {
  const { session, queue, listeners, closing } = context;
  const { store, tenant, clock } = session;
  /** Aborts when the view closes, or when the log turns out to be another one. */
  let stretch: Abort = newAbort();
  let wake = (): void => undefined;
  queue.onPush(() => wake());
  onAbort(closing, () => stretch.abort());

  function report(error: unknown): void {
    if (closing.aborted) return;
    if (isLedgerError(error, "history-diverged")) {
      // While everything is loaded again, this is known.
      if (stretch.signal.aborted) return;
      stretch.abort();
      listeners.emit("diverged", { error });
    } else if (isLedgerError(error, "forbidden") || isLedgerError(error, "store-closed")) context.end(error);
    else context.failed(error);
  }

  async function pull(position: number): Promise<void> {
    const { signal } = stretch;
    if (position <= queue.seen.position) return;
    for await (const event of store.readLog(tenant, { after: queue.seen, until: position })) {
      if (signal.aborted) return;
      queue.push(event);
    }
  }

  /** Does something again and again until the signal aborts, less and less often while it fails. */
  async function repeat(signal: Signal, task: (succeeded: () => void) => Promise<void>): Promise<void> {
    const waits = backoff(RETRY);
    while (!signal.aborted) {
      try {
        await task(waits.reset);
      } catch (error) {
        report(error);
        await clock.sleep(waits.next(), signal);
      }
    }
  }

  async function follow(signal: Signal, succeeded: () => void): Promise<void> {
    for await (const event of store.follow(tenant, { after: queue.seen, signal })) {
      if (signal.aborted) return;
      succeeded();
      queue.push(event);
      while (queue.length >= MOST_WAITING && !signal.aborted) await clock.sleep(10, signal);
    }
    // Without an error, only a store that was closed ends it.
    if (!signal.aborted) throw new LedgerError("store-closed", "the store was closed; open a new one");
  }

  async function work(signal: Signal, succeeded: () => void): Promise<void> {
    if (queue.length > 0) {
      await applyEvents(context, pull);
      return succeeded();
    }
    await new Promise<void>((resolve) => {
      const stop = onAbort(signal, resolve);
      wake = () => {
        stop();
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!closing.aborted) {
      const { signal } = stretch;
      await Promise.all([
        repeat(signal, (succeeded) => follow(signal, succeeded)),
        repeat(signal, (succeeded) => work(signal, succeeded)),
      ]);
      if (closing.aborted) return;
      await reload();
      stretch = newAbort();
    }
  }

  /** Loads everything again. Meanwhile the view goes on serving what it held. */
  async function reload(): Promise<void> {
    const loaded = newAbort();
    const stop = onAbort(closing, loaded.abort);
    await repeat(loaded.signal, async () => {
      const at = clock.now();
      const { tables, cursor } = await loadCurrent(session, context);
      if (closing.aborted) return;
      queue.restart(cursor);
      context.state.restart(tables, cursor.position, at);
      loaded.abort();
    });
    stop();
  }
  void run();
  return { pull, report };
}
