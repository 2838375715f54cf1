import type { TimeLimit } from "../adapter-kit/time-limit.ts";
import { TimedOut, withinTime } from "../adapter-kit/time-limit.ts";

/** Waits for a task, but not longer than so many milliseconds. False if it has not ended in that time. Throws the task's error. */
export async function endsWithin(
  clock: TimeLimit["clock"],
  task: Promise<unknown>,
  milliseconds: number,
): Promise<boolean> {
  try {
    await withinTime({ clock, milliseconds }, task);
    return true;
  } catch (error) {
    if (error instanceof TimedOut) return false;
    throw error;
  }
}
