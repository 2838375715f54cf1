import type { Found, Page } from "@promptledger/core";

const SIZE = 1000;

/** Everything of a list that is read in pages. */
export async function everyPage<T>(read: (page: Page) => Promise<Found<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  for (let number = 1; ; number++) {
    const found = await read({ number, size: SIZE });
    items.push(...found.items);
    if (found.items.length < SIZE) return items;
  }
}
