import type { Signal } from "./clock.ts";

/** A signal, and what sets it off. */
export interface Abort {
  readonly signal: Signal;
  abort(): void;
}

// Every modern runtime has it, but no standard library of the language declares it.
declare const AbortController: new () => Abort;

/** A new signal that this code can set off. */
export function newAbort(): Abort {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
