import { expect, test } from "vitest";
import { readAhead } from "./read-ahead.ts";

const PAGES = [[1, 2], [3], [4, 5]] as const;

/** The page after a page, and which ones were asked for. */
function pages(failing = -1) {
  const asked: number[] = [];
  const after = (page: readonly number[]) => {
    const index = PAGES.findIndex(([first]) => first === page[0]) + 1;
    const next = PAGES[index];
    if (next === undefined) return null;
    asked.push(index);
    return index === failing ? Promise.reject(new Error("lost")) : Promise.resolve(next);
  };
  return { asked, after };
}

test("the items of all pages come in order, and each page is asked for before the one before it is read to its end", async () => {
  const { asked, after } = pages();
  const seen: number[] = [];
  for await (const item of readAhead<number>(PAGES[0], after)) {
    seen.push(item);
    if (item === 1) expect(asked).toEqual([1]);
    if (item === 3) expect(asked).toEqual([1, 2]);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  for await (const _ of readAhead([], after)) throw new Error("there is nothing");
});

test("a page that cannot be read is an error after the items before it, and none for who stops earlier", async () => {
  const reading = readAhead<number>(PAGES[0], pages(1).after);
  expect([(await reading.next()).value, (await reading.next()).value]).toEqual([1, 2]);
  await expect(reading.next()).rejects.toThrow("lost");
  // Vitest fails where a rejection is not handled.
  for await (const item of readAhead<number>(PAGES[0], pages(1).after)) if (item === 1) break;
});
