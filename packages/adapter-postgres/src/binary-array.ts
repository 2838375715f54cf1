import type { ArrayValue } from "./database.ts";

const OIDS = { text: 25, int4: 23, int8: 20, bool: 16 } as const;
const WIDTHS = { int4: 4, int8: 8, bool: 1 } as const;

/** An array in the binary form in which PostgreSQL takes it: nothing needs to be escaped here nor parsed there. */
export function binaryArray({ type, values }: ArrayValue): Buffer {
  return type === "text" ? texts(values) : numbers(type, values);
}

function texts(values: ArrayValue["values"]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(String(value))));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(length, 0), HEADER);
  const buffer = Buffer.allocUnsafe(size);
  let offset = writeHeader(buffer, "text", values);
  values.forEach((value, index) => {
    const length = lengths[index] ?? -1;
    offset = buffer.writeInt32BE(length, offset);
    if (value !== null) offset += buffer.write(String(value), offset, length);
  });
  return buffer;
}

function numbers(type: keyof typeof WIDTHS, values: ArrayValue["values"]): Buffer {
  const width = WIDTHS[type];
  const buffer = Buffer.allocUnsafe(HEADER + values.length * (4 + width));
  let offset = writeHeader(buffer, type, values);
  for (const value of values) {
    offset = buffer.writeInt32BE(value === null ? -1 : width, offset);
    if (value === null) continue;
    if (width === 1) {
      offset = buffer.writeUInt8(Number(value), offset);
    } else if (width === 4) {
      offset = buffer.writeInt32BE(Number(value), offset);
    } else {
      const number = Number(value);
      offset = buffer.writeInt32BE(Math.floor(number / 2 ** 32), offset);
      offset = buffer.writeUInt32BE(number - Math.floor(number / 2 ** 32) * 2 ** 32, offset);
    }
  }
  return buffer.subarray(0, offset);
}

const HEADER = 20;

// Dimensions, whether there are nulls, the elements' type, and of the one dimension its size and first index.
function writeHeader(buffer: Buffer, type: ArrayValue["type"], values: ArrayValue["values"]): number {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  buffer.writeInt32BE(OIDS[type], 8);
  buffer.writeInt32BE(values.length, 12);
  return buffer.writeInt32BE(1, 16);
}
