const TEXT = 25;
const HEADER = 20;

/** An array of texts in the binary form in which PostgreSQL takes it: nothing needs to be escaped here nor parsed there. */
export function binaryTexts(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), HEADER);
  const buffer = Buffer.allocUnsafe(size);
  // Dimensions, whether there are nulls, the elements' type, and of the one dimension its size and first index.
  let offset = 0;
  for (const number of [1, values.includes(null) ? 1 : 0, TEXT, values.length, 1])
    offset = buffer.writeInt32BE(number, offset);
  values.forEach((value, index) => {
    offset = buffer.writeInt32BE(lengths[index] ?? -1, offset);
    if (value !== null) offset += buffer.write(value, offset);
  });
  return buffer;
}
