import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import type { Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import type { Cursor } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Held, Owner } from "./checkpoint.ts";
import type { SubscriptionEngine } from "./engine.ts";

/** How often the position is saved, in milliseconds. After a crash, at most the events since the last save are repeated. */
const SAVE_EVERY = 200;

/** An error of the handler, to distinguish it from errors of the storage. */
export class HandlerFailure extends Error {
  readonly event: LedgerEvent | null;
  readonly position: number;

  constructor(cause: unknown, event: LedgerEvent | null, position: number) {
    super("the handler failed", { cause });
    this.event = event;
    this.position = position;
  }
}

/** Who handles events, and until when. */
export interface Consumer extends Owner {
  handler(event: LedgerEvent): void | Promise<void>;
  /** The events after a cursor. They may go on until the signal aborts. */
  events(after: Cursor, signal: Signal): AsyncIterable<RecordedEvent>;
  /** Called after each event that was handled. */
  handled(event: RecordedEvent): void;
  readonly stopping: Signal;
}

/**
 * Handles events until none is left, or the consumer is stopped or loses its ownership, and saves its position meanwhile. Whatever ends it, the position is saved
 * and the ownership released. Throws `HandlerFailure`, or the errors of the storage, also those of saving.
 */
export async function consume(
  { clock }: Pick<SubscriptionEngine, "clock">,
  consumer: Consumer,
  held: Held,
): Promise<void> {
  const { lease, stopping } = consumer;
  const ending = newAbort();
  const end = (): void => ending.abort();
  stopping.addEventListener("abort", end, { once: true });
  let { cursor } = held;
  let saved = cursor;
  const saving = (async () => {
    let renewal = clock.now() + lease / 3;
    while (!ending.signal.aborted) {
      await clock.sleep(Math.max(1, Math.min(SAVE_EVERY, lease / 3)), ending.signal);
      if (ending.signal.aborted || (saved === cursor && clock.now() < renewal)) continue;
      renewal = clock.now() + lease / 3;
      saved = cursor;
      if (!(await held.save(cursor))) return;
    }
  })().finally(end);
  const ended = saving.catch(() => undefined);
  try {
    if (stopping.aborted) return;
    for await (const event of consumer.events(cursor, ending.signal)) {
      if (ending.signal.aborted) break;
      await handle(consumer, event);
      cursor = { position: event.position, eventId: event.id };
      consumer.handled(event);
      if (ending.signal.aborted) break;
    }
  } finally {
    end();
    stopping.removeEventListener("abort", end);
    await ended;
    // If this fails, others wait until the lease expires, and the events since the last save are repeated.
    await held.release(cursor).catch(() => undefined);
  }
  // A position that could not be saved is an error of the storage like others.
  await saving;
}

async function handle({ handler }: Consumer, recorded: RecordedEvent): Promise<void> {
  let event: LedgerEvent | null = null;
  try {
    event = decodeEvent(recorded);
    await handler(event);
  } catch (cause) {
    throw new HandlerFailure(cause, event, recorded.position);
  }
}
