import type { Clock } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";

/** Waits for a task, but not longer than so many milliseconds. False if it has not ended in that time. Throws the task's error. */
export async function endsWithin(
  clock: Pick<Clock, "sleep">,
  task: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  const ended = newAbort();
  try {
    return await Promise.race([
      task.then(() => true),
      clock.sleep(milliseconds, ended.signal).then(() => false),
    ]);
  } finally {
    ended.abort();
  }
}
