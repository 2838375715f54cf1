import type { BinaryWriter } from "./binary-writer.ts";

const TEXT = 25;

/** Writes how an array of one dimension begins: its elements' type, whether any is null, and how many there are. */
export function writeArrayHeader(
  writer: BinaryWriter,
  { oid, length, nulls }: { readonly oid: number; readonly length: number; readonly nulls: boolean },
): void {
  // Dimensions, whether there are nulls, the elements' type, and of the one dimension its size and first index.
  for (const number of [1, nulls ? 1 : 0, oid, length, 1]) writer.int4(number);
}

/** Writes an array of texts in its binary form. */
export function writeTexts(writer: BinaryWriter, values: readonly (string | null)[]): void {
  writeArrayHeader(writer, { oid: TEXT, length: values.length, nulls: values.includes(null) });
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
