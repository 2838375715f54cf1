import type { Signal } from "./clock.ts";

const LISTENERS = new WeakMap<Signal, Set<() => void>>();

/**
 * Calls back when the signal aborts, until the returned function is called. A signal that many calls share gets one listener: runtimes warn about
 * more.
 */
export function onAbort(signal: Signal, listener: () => void): () => void {
  const listeners = LISTENERS.get(signal) ?? listenTo(signal);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function listenTo(signal: Signal): Set<() => void> {
  const listeners = new Set<() => void>();
  LISTENERS.set(signal, listeners);
  const tell = (): void => {
    for (const listener of listeners) listener();
    listeners.clear();
  };
  signal.addEventListener("abort", tell, { once: true });
  return listeners;
}
