import { LedgerError } from "../errors.ts";
import type { Signal } from "./clock.ts";
import { nextTurn } from "./clock.ts";
import { onAbort } from "./on-abort.ts";

/** Whether work that is ended may have changed something. */
export type Effect = "reads" | "writes";

/**
 * Settles as the work does, or rejects when the signal aborts: with `unavailable` for a read, with `outcome-unknown` for a write. After an abort,
 * a write has one turn of the event loop to say that nothing was written. If the signal has aborted already, the work does not begin.
 */
export async function untilAborted<T>(
  signal: Signal | undefined,
  effect: Effect,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  throwIfAborted(signal);
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = onAbort(signal, () => {
      if (effect === "reads") reject(abortedError(effect));
      else void nextTurn().then(() => reject(abortedError(effect)));
    });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    stop();
  }
}

/** The values of an iteration, which throws `unavailable` when the signal aborts. What hangs is then not waited for. */
export async function* valuesUntilAborted<T>(signal: Signal, values: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await untilAborted(signal, "reads", () => iterator.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    const returned = Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (!signal.aborted) await returned;
  }
}

/** Throws `unavailable` if the signal has aborted. */
export function throwIfAborted(signal: Signal | undefined): void {
  if (signal?.aborted) throw abortedError("reads");
}

/** The error of a call that its signal ended. */
export function abortedError(effect: Effect): LedgerError {
  return effect === "reads"
    ? new LedgerError("unavailable", "the signal of the call aborted; nothing was written")
    : new LedgerError(
        "outcome-unknown",
        "the signal of the call aborted during a write; repeat it with the same command id",
      );
}
