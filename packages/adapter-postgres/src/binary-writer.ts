/** A text of so many characters, if it is ASCII, is written faster here than by a call of Buffer's. */
const SHORT = 40;

/** More memory than this is not kept. */
const LARGE = 2_097_152;

/** Writes values one after the other, into as much memory as they need. */
export interface BinaryWriter {
  int2(value: number): void;
  int4(value: number): void;
  int8(value: number): void;
  float8(value: number): void;
  byte(value: number): void;
  text(value: string): void;
  /** Leaves room for the length of what follows; `end` fills it in, with so many bytes more. Default: 0. */
  begin(): number;
  end(start: number, more?: number): void;
  /** A copy of what was written. */
  bytes(): Buffer;
  /** Begins anew, in the same memory unless that has become very large. */
  clear(): void;
}

/** A writer with memory for so many bytes to begin with. */
export function binaryWriter(size: number): BinaryWriter {
  let buffer = Buffer.allocUnsafe(size);
  let offset = 0;
  const reserve = (bytes: number): void => {
    if (offset + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, offset + bytes));
    buffer.copy(larger, 0, 0, offset);
    buffer = larger;
  };
  // Byte by byte: Buffer's own calls check what is known here, and take three times as long.
  const put = (value: number, at: number): void => {
    buffer[at] = value >>> 24;
    buffer[at + 1] = value >>> 16;
    buffer[at + 2] = value >>> 8;
    buffer[at + 3] = value;
  };
  return {
    int2(value) {
      reserve(2);
      buffer[offset] = value >>> 8;
      buffer[offset + 1] = value;
      offset += 2;
    },
    int4(value) {
      reserve(4);
      put(value, offset);
      offset += 4;
    },
    int8(value) {
      reserve(8);
      put(Math.floor(value / 2 ** 32), offset);
      put(value, offset + 4);
      offset += 8;
    },
    float8(value) {
      reserve(8);
      offset = buffer.writeDoubleBE(value, offset);
    },
    byte(value) {
      reserve(1);
      buffer[offset] = value;
      offset += 1;
    },
    text(value) {
      // No UTF-16 unit takes more than three bytes.
      reserve(value.length * 3);
      const end = offset + value.length;
      if (value.length <= SHORT) {
        let index = 0;
        for (; index < value.length; index++) {
          const unit = value.charCodeAt(index);
          if (unit > 0x7f) break;
          buffer[offset + index] = unit;
        }
        if (index === value.length) {
          offset = end;
          return;
        }
      }
      offset += buffer.write(value, offset);
    },
    begin() {
      reserve(4);
      offset += 4;
      return offset;
    },
    end(start, more = 0) {
      put(offset - start + more, start - 4);
    },
    bytes: () => Buffer.from(buffer.subarray(0, offset)),
    clear() {
      if (buffer.length > LARGE) buffer = Buffer.allocUnsafe(size);
      offset = 0;
    },
  };
}
