import * as z from "zod";
import { LedgerError } from "../errors.ts";
import type { CallOptions } from "../ports/call-options.ts";
import { callShape } from "../ports/call-options.ts";
import type { Clock } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import { untilAborted } from "../ports/until-aborted.ts";
import { LONGEST_TIME } from "../validation/check-options.ts";
import { parseField, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Live } from "./live.ts";

type CaughtUpOptions = CallOptions & { readonly timeoutMs?: number };

const positionSchema: z.ZodType<number> = z.int().min(0);
const optionsSchema: z.ZodType<CaughtUpOptions> = schemaFor(
  z.strictObject({ ...callShape, timeoutMs: z.int().min(1).max(LONGEST_TIME).optional() }),
);

/** Those who wait for a view to reach a position. */
export interface PositionWaiters {
  caughtUp: Live["caughtUp"];
  /** Ends the waits for positions up to this one. */
  reached(position: number): void;
  /** Ends all waits with an error. */
  end(error: LedgerError): void;
}

/** Creates waits for positions. `pull` reads the log now, so that nobody waits for a notification. */
export function positionWaiters(
  clock: Pick<Clock, "sleep">,
  now: () => number,
  pull: (position: number) => void,
): PositionWaiters {
  const waits = new Set<{
    readonly position: number;
    readonly resolve: () => void;
    readonly reject: (error: LedgerError) => void;
  }>();
  let ended: LedgerError | null = null;
  return {
    async caughtUp(given, options) {
      const position = parseField("position", positionSchema, given);
      const { signal, timeoutMs } = parseOptions(optionsSchema, options);
      if (ended !== null) throw ended;
      if (now() >= position) return;
      pull(position);
      const done = newAbort();
      const limit = timeoutMs === undefined ? new Promise<never>(() => undefined) : late(timeoutMs);
      async function late(milliseconds: number): Promise<never> {
        await clock.sleep(milliseconds, done.signal);
        throw new LedgerError(
          "unavailable",
          `the live view is at position ${now()} and did not reach ${position} within ${milliseconds} ms`,
        );
      }
      limit.catch(() => undefined);
      let stop = (): void => undefined;
      const reached = new Promise<void>((resolve, reject) => {
        const wait = { position, resolve, reject };
        waits.add(wait);
        stop = () => void waits.delete(wait);
      });
      reached.catch(() => undefined);
      try {
        await untilAborted(signal, "reads", () => Promise.race([reached, limit]));
      } finally {
        stop();
        done.abort();
      }
    },
    reached(position) {
      for (const wait of waits) if (wait.position <= position) wait.resolve();
    },
    end(error) {
      ended = error;
      for (const { reject } of waits) reject(error);
    },
  };
}
