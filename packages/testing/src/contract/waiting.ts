import type { ClauseContext } from "./clause.ts";
import { ContractViolation } from "./violation.ts";

/** The value of a promise. Throws if it takes longer than the clause's patience. */
export async function within<T>(context: ClauseContext, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ContractViolation(`${what}: did not happen within ${context.patience} ms`)),
      context.patience,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits this many milliseconds. 0 lets everything that is ready run first. */
export function pause(milliseconds = 0): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** Takes the next values of an iteration, each within the clause's patience. */
export function take<T>(
  context: ClauseContext,
  values: AsyncIterator<T>,
  count: number,
): Promise<readonly T[]> {
  return started(takeEach(context, values, count));
}

async function takeEach<T>(
  context: ClauseContext,
  values: AsyncIterator<T>,
  count: number,
): Promise<readonly T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await within(context, `value ${taken.length + 1} of ${count}`, values.next());
    if (next.done === true) {
      throw new ContractViolation(`the iteration ended after ${taken.length} of ${count} values`);
    }
    taken.push(next.value);
  }
  return taken;
}

/** Throws unless an iteration ends without an error, within the clause's patience. */
export function ends(context: ClauseContext, values: AsyncIterator<unknown>, what: string): Promise<void> {
  return started(endsAtOnce(context, values, what));
}

async function endsAtOnce(
  context: ClauseContext,
  values: AsyncIterator<unknown>,
  what: string,
): Promise<void> {
  const next = await within(context, what, values.next());
  if (next.done !== true) throw new ContractViolation(`${what}: it returned another value instead`);
}

// The promise is awaited later, or never if the clause fails first. That must not become an unhandled rejection.
function started<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Calls `look` repeatedly while something is written, and once afterwards. Throws what either throws. */
export async function whileWriting(
  write: () => Promise<unknown>,
  look: () => Promise<unknown>,
): Promise<void> {
  let writing = true;
  const written = write().finally(() => {
    writing = false;
  });
  const looking = async (): Promise<void> => {
    while (writing) {
      await look();
      // Lets timers and sockets run too; resolved promises alone would not.
      await pause();
    }
    await look();
  };
  await Promise.all([written, looking()]);
}
