import type { LedgerError } from "../errors.ts";
import { invalidInput } from "../validation/parse.ts";
import type { Resolved } from "./resolved.ts";

/** What is live in an environment has changed, or its prompt's slug. */
export interface LiveChange {
  /** Where something else is live now. */
  readonly environment: string;
  /** What was live there before; null if nothing was, as far as the view held it. */
  readonly from: Resolved | null;
  /** What is live there now; null if nothing is. */
  readonly to: Resolved | null;
  /** The position of the log at which the view now is. */
  readonly position: number;
}

/** What a view says of itself, by the name of the event. */
export interface LiveEvents {
  /** After the view has changed: its `resolve` answers `to` by now. */
  readonly change: LiveChange;
  /** The store has not answered for a while, or the view is behind. */
  readonly stale: {
    /** How long ago the view last matched the store, in milliseconds. */
    readonly staleness: number;
    /** The storage's last error; null if there was none. */
    readonly error: unknown;
  };
  /** The view matches the store again. */
  readonly current: {
    /** The position of the log at which it does. */
    readonly position: number;
  };
  /** The log was replaced by another one, such as an older backup. The view goes on serving what it held until it has loaded everything again. */
  readonly diverged: {
    /** `history-diverged`, with the position at which the logs differ. */
    readonly error: LedgerError;
  };
  /** The storage or a listener threw. The view goes on. */
  readonly error: {
    /** As it was thrown. */
    readonly error: unknown;
  };
  /** The view has ended by itself: the actor lost access, or the store was closed. `resolve` throws the error from now on. */
  readonly end: {
    /** Why: `forbidden` or `store-closed`, for example. */
    readonly error: LedgerError;
  };
}

/** Calls what listens to a view. */
export interface LiveListeners {
  on<Name extends keyof LiveEvents>(name: Name, listener: (event: LiveEvents[Name]) => void): () => void;
  emit<Name extends keyof LiveEvents>(name: Name, event: LiveEvents[Name]): void;
  clear(): void;
}

type Listener = (event: never) => void;

/** Creates listeners, none yet. What one of them throws becomes an `error`, and ends nothing. */
export function liveListeners(): LiveListeners {
  const none = (): Set<Listener> => new Set();
  const listeners: { readonly [Name in keyof LiveEvents]: Set<Listener> } = {
    change: none(),
    stale: none(),
    current: none(),
    diverged: none(),
    error: none(),
    end: none(),
  };
  const emit: LiveListeners["emit"] = (name, event) => {
    for (const listener of [...listeners[name]])
      try {
        listener(event as never);
      } catch (error) {
        if (name !== "error") emit("error", { error });
      }
  };
  return {
    on(name, listener) {
      if (!Object.hasOwn(listeners, name))
        throw invalidInput([
          { field: "event", message: `must be one of ${Object.keys(listeners).join(", ")}` },
        ]);
      if (typeof listener !== "function")
        throw invalidInput([{ field: "listener", message: "must be a function" }]);
      // Wrapped, so that a function that listens twice can stop listening once.
      const own: Listener = (event) => listener(event);
      listeners[name].add(own);
      return () => void listeners[name].delete(own);
    },
    emit,
    clear() {
      for (const all of Object.values(listeners)) all.clear();
    },
  };
}
