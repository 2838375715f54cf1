import { expect, test } from "vitest";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { readAhead } from "./read-ahead.ts";

const PAGES = [[1, 2], [3], [4, 5]].map((page) => page.map(eventAt));

/** So much of an event as is looked at. */
function eventAt(position: number): RecordedEvent {
  return { position, id: `event-${position}` } as RecordedEvent;
}

/** The pages after places, and which ones were asked for. */
function pages(failing = -1) {
  const asked: number[] = [];
  const pageAfter = ({ position, eventId }: { position: number; eventId: string | null }) => {
    expect(eventId).toBe(`event-${position}`);
    const index = PAGES.findIndex(([first]) => first?.position === position + 1);
    asked.push(index);
    return index === failing ? Promise.reject(new Error("lost")) : Promise.resolve(PAGES[index] ?? []);
  };
  return { asked, pageAfter };
}

const firstPage = async () => ({ events: PAGES[0] ?? [], last: 5 });

test("the items of all pages come in order, and each page is asked for before the one before it is read to its end", async () => {
  const { asked, pageAfter } = pages();
  const seen: number[] = [];
  for await (const { position } of readAhead(firstPage, pageAfter)) {
    seen.push(position);
    if (position === 1) expect(asked).toEqual([1]);
    if (position === 3) expect(asked).toEqual([1, 2]);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(asked).toEqual([1, 2]);
  for await (const _ of readAhead(async () => ({ events: [], last: 5 }), pageAfter))
    throw new Error("there is nothing");
});

test("a page that cannot be read is an error after the items before it, and none for who stops earlier", async () => {
  const reading = readAhead(firstPage, pages(1).pageAfter);
  expect([(await reading.next()).value?.position, (await reading.next()).value?.position]).toEqual([1, 2]);
  await expect(reading.next()).rejects.toThrow("lost");
  // Vitest fails where a rejection is not handled.
  for await (const { position } of readAhead(firstPage, pages(1).pageAfter)) if (position === 1) break;
});
