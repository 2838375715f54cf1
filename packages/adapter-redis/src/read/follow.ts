import type { FollowRequest, RecordedEvent } from "@promptledger/core/adapter";
import { isLedgerError } from "@promptledger/core/adapter";
import type { LogSource } from "./log.ts";
import { cursorOf, readPage } from "./log.ts";

/** A follower waits so long for a server that is away, in milliseconds, before it throws. */
const AWAY = 30_000;

/** Reads the log and then waits for new events, until the signal aborts or the store is closed. */
export async function* follow(source: LogSource, request: FollowRequest): AsyncGenerator<RecordedEvent> {
  const ended = (): boolean => source.closed.aborted || request.signal?.aborted === true;
  if (ended()) return;
  const waiter = source.notifier.waiter(source.tenant, request.signal);
  let place = cursorOf(request.after);
  let awaySince: number | null = null;
  try {
    while (!ended()) {
      // Whatever is appended from here on wakes the waiter, also while this page is read.
      waiter.reset();
      let page: readonly RecordedEvent[] = [];
      try {
        page = await readPage(source, place, Number.MAX_SAFE_INTEGER);
        awaySince = null;
      } catch (error) {
        if (ended()) return;
        awaySince ??= performance.now();
        if (!isLedgerError(error, "unavailable") || performance.now() - awaySince > AWAY) throw error;
      }
      for (const event of page) {
        if (ended()) return;
        place = { position: event.position, eventId: event.id };
        yield event;
      }
      if (page.length === 0) await waiter.wait();
    }
  } finally {
    waiter.stop();
  }
}
