import type { BinaryWriter } from "./binary-writer.ts";

const TEXT = 25;

/** Writes an array of texts in its binary form. */
export function writeTexts(writer: BinaryWriter, values: readonly (string | null)[]): void {
  // Dimensions, whether there are nulls, the elements' type, and of the one dimension its size and first index.
  writer.int4(1);
  writer.int4(values.includes(null) ? 1 : 0);
  writer.int4(TEXT);
  writer.int4(values.length);
  writer.int4(1);
  for (const value of values) {
    if (value === null) {
      writer.int4(-1);
      continue;
    }
    const start = writer.begin();
    writer.text(value);
    writer.end(start);
  }
}
