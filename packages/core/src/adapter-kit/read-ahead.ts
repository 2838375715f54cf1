import { nextTurn } from "../ports/clock.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { Place } from "./follow-pages.ts";

/** The first page of a stretch of a log. */
export interface FirstPage {
  /** Its events, in their order; none where the stretch has none. */
  readonly events: readonly RecordedEvent[];
  /** The position of the last event of the stretch. */
  readonly last: number;
}

/**
 * The events of a log's pages. While those of a page are worked on, the store reads the next one. `firstPage` is called when the first event is asked
 * for; `pageAfter` reads a page of the events after a place, up to the position `last`.
 */
export async function* readAhead(
  firstPage: () => Promise<FirstPage>,
  pageAfter: (place: Place, last: number) => Promise<readonly RecordedEvent[]>,
): AsyncGenerator<RecordedEvent> {
  const { events, last } = await firstPage();
  for (let page = events; ; ) {
    const end = page.at(-1);
    if (end === undefined) return;
    const next = end.position < last ? pageAfter({ position: end.position, eventId: end.id }, last) : null;
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
