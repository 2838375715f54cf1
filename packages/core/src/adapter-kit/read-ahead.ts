import { nextTurn } from "../ports/clock.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Place } from "./follow-pages.ts";

/**
 * The events of a log's pages, up to the position `last`. While those of a page are worked on, the store reads the next one. `pageAfter` reads a page
 * of the events after a place.
 */
export async function* readAhead(
  first: readonly RecordedEvent[],
  last: number,
  pageAfter: (place: Place) => Promise<readonly RecordedEvent[]>,
): AsyncGenerator<RecordedEvent> {
  for (let page = first; ; ) {
    const end = page.at(-1);
    if (end === undefined) return;
    const next = end.position < last ? pageAfter({ position: end.position, eventId: end.id }) : null;
    if (next !== null) {
      // Its error is thrown with its page. Nobody needs it if the reader stops before.
      next.catch(() => undefined);
      // A process that is busy with the page sends nothing: the request goes out first.
      await nextTurn();
    }
    for (const event of page) yield event;
    if (next === null) return;
    page = await next;
  }
}
