import { benchmarkSearches } from "./bounds/list-bounds.ts";
import { BOUNDS_TEXT } from "./bounds/measure.ts";
import { benchmarkTexts } from "./bounds/text-bounds.ts";

/** What one caller can take of the others' time and memory, with each input that is made to take much. */
export async function benchmarkBounds(): Promise<void> {
  console.log(BOUNDS_TEXT);
  await benchmarkTexts();
  await benchmarkSearches();
}
