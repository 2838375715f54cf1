import { nextTurn } from "../ports/clock.ts";

/**
 * The items of pages, one after the other. While those of a page are worked on, the store reads the next one. `after` begins to read the page that
 * follows a page; null where none does.
 */
export async function* readAhead<T>(
  first: readonly T[],
  after: (page: readonly T[]) => Promise<readonly T[]> | null,
): AsyncGenerator<T> {
  for (let page = first; page.length > 0; ) {
    const next = after(page);
    if (next !== null) {
      // Its error is thrown with its page. Nobody needs it if the reader stops before.
      next.catch(() => undefined);
      // A process that is busy with the page sends nothing: the request goes out first.
      await nextTurn();
    }
    for (const item of page) yield item;
    if (next === null) return;
    page = await next;
  }
}
