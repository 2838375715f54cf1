import { binaryTexts } from "./binary-array.ts";

/** The type of a composite type's column. */
export type ColumnType = "int4" | "int8" | "float8" | "bool" | "text" | "text[]";

/** A column of a composite type: its name and its type. */
export type CompositeColumn = readonly [name: string, type: ColumnType];

/** What a column of a composite value holds. */
export type CompositeField = number | boolean | string | readonly string[] | null | undefined;

/** An array of composites as a statement's value, each as an object by column. */
export interface CompositeArray {
  /** The composite type's name as the database knows it: with its schema, quoted. */
  readonly composite: string;
  readonly columns: readonly CompositeColumn[];
  readonly rows: readonly Readonly<Record<string, CompositeField>>[];
}

const OIDS = { int4: 23, int8: 20, float8: 701, bool: 16, text: 25, "text[]": 1009 } as const;

/** The array in PostgreSQL's binary form, in which nothing is escaped here nor parsed there. `oid` is the composite type's. */
export function binaryComposites({ columns, rows }: CompositeArray, oid: number): Buffer {
  const writer = newWriter(64 + rows.length * columns.length * 24);
  // Dimensions, whether there are nulls, the elements' type, and of the one dimension its size and first index.
  for (const number of [1, 0, oid, rows.length, 1]) writer.int4(number);
  for (const row of rows) {
    const start = writer.begin();
    writer.int4(columns.length);
    for (const [name, type] of columns) {
      writer.int4(OIDS[type]);
      writeField(writer, type, row[name]);
    }
    writer.end(start);
  }
  return writer.bytes();
}

function writeField(writer: Writer, type: ColumnType, value: CompositeField): void {
  if (value === null || value === undefined) {
    writer.int4(-1);
    return;
  }
  const start = writer.begin();
  switch (type) {
    case "int4":
      writer.int4(Number(value));
      break;
    case "int8":
      writer.int8(Number(value));
      break;
    case "float8":
      writer.float8(Number(value));
      break;
    case "bool":
      writer.byte(value === true ? 1 : 0);
      break;
    case "text":
      writer.text(String(value));
      break;
    case "text[]":
      writer.raw(binaryTexts(value as readonly string[]));
      break;
  }
  writer.end(start);
}

/** Writes values one after the other, into as much memory as they need. */
interface Writer {
  int4(value: number): void;
  int8(value: number): void;
  float8(value: number): void;
  byte(value: number): void;
  text(value: string): void;
  raw(value: Buffer): void;
  /** Leaves room for the length of what follows; `end` fills it in. */
  begin(): number;
  end(start: number): void;
  bytes(): Buffer;
}

function newWriter(size: number): Writer {
  let buffer = Buffer.allocUnsafe(size);
  let offset = 0;
  const reserve = (bytes: number): void => {
    if (offset + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, offset + bytes));
    buffer.copy(larger, 0, 0, offset);
    buffer = larger;
  };
  return {
    int4(value) {
      reserve(4);
      offset = buffer.writeInt32BE(value, offset);
    },
    int8(value) {
      reserve(8);
      const high = Math.floor(value / 2 ** 32);
      offset = buffer.writeInt32BE(high, offset);
      offset = buffer.writeUInt32BE(value - high * 2 ** 32, offset);
    },
    float8(value) {
      reserve(8);
      offset = buffer.writeDoubleBE(value, offset);
    },
    byte(value) {
      reserve(1);
      offset = buffer.writeUInt8(value, offset);
    },
    text(value) {
      // No UTF-16 unit takes more than three bytes.
      reserve(value.length * 3);
      offset += buffer.write(value, offset);
    },
    raw(value) {
      reserve(value.length);
      offset += value.copy(buffer, offset);
    },
    begin() {
      reserve(4);
      offset += 4;
      return offset;
    },
    end(start) {
      buffer.writeInt32BE(offset - start, start - 4);
    },
    bytes: () => buffer.subarray(0, offset),
  };
}

/** The array as PostgreSQL writes it, for drivers that take texts only. */
export function compositesText({ columns, rows }: CompositeArray): string {
  const texts = rows.map((row) => `(${columns.map(([name]) => fieldText(row[name])).join(",")})`);
  return `{${texts.map(quoted).join(",")}}`;
}

function fieldText(value: CompositeField): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return quoted(`{${value.map(quoted).join(",")}}`);
  return typeof value === "string" ? quoted(value) : String(value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/gu, "\\$&")}"`;
}
