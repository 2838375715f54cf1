import type { BinaryWriter } from "./binary-writer.ts";

/** The types that a column may have: their object ids, from PostgreSQL's catalog `pg_type`. */
const OIDS = {
  boolean: 16,
  bigint: 20,
  integer: 23,
  text: 25,
  "double precision": 701,
  "text[]": 1009,
} as const;

/** The name of a type that a column of a composite may have. */
export type CompositeType = keyof typeof OIDS;

/** A column of a composite type. */
export interface CompositeColumn<Row = unknown> {
  readonly name: string;
  readonly type: CompositeType;
  /** What it has for a row. Undefined is null. */
  read(row: Row): string | number | boolean | readonly string[] | null | undefined;
}

/** An array of composite values as a statement's value. */
export class CompositeArray {
  /** The name of the composite type, with its schema, quoted. */
  readonly type: string;
  readonly #columns: readonly CompositeColumn[];
  readonly #rows: readonly unknown[];

  constructor(type: string, columns: readonly CompositeColumn[], rows: readonly unknown[]) {
    this.type = type;
    this.#columns = columns;
    this.#rows = rows;
  }

  /**
   * The array as text, which every driver takes. Source: PostgreSQL's documentation, "Array Input and Output Syntax" and "Composite Type
   * Input and Output Syntax".
   */
  toText(): string {
    const rows = this.#rows.map(
      (row) => `(${this.#columns.map((column) => textOf(column.read(row))).join(",")})`,
    );
    return arrayText(rows);
  }

  /** The array in PostgreSQL's binary form, in which nothing is quoted. `oid` is that of the composite type. */
  toBinary(writer: BinaryWriter, oid: number): Buffer {
    return writer.bytesOf(() => {
      writeArray(writer, oid, this.#rows, (row) => {
        writer.int4(this.#columns.length);
        for (const column of this.#columns) writeValue(writer, column.type, column.read(row));
      });
    });
  }
}

/** The values of a statement, for a driver that takes texts. */
export function textValues(values: readonly unknown[]): unknown[] {
  return values.map((value) => (value instanceof CompositeArray ? value.toText() : value));
}

type Value = ReturnType<CompositeColumn["read"]>;

function textOf(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return quoted(arrayText(value));
  return typeof value === "string" ? quoted(value) : String(value);
}

function arrayText(elements: readonly string[]): string {
  return `{${elements.map(quoted).join(",")}}`;
}

function quoted(value: string): string {
  return `"${value.replaceAll(/["\\]/gu, "\\$&")}"`;
}

function writeValue(writer: BinaryWriter, type: CompositeType, value: Value): void {
  writer.int4(OIDS[type]);
  if (value === null || value === undefined) {
    writer.int4(-1);
    return;
  }
  const start = writer.begin();
  if (typeof value === "string") writer.text(value);
  else if (typeof value === "boolean") writer.byte(value ? 1 : 0);
  else if (typeof value === "object") writeArray(writer, OIDS.text, value, (element) => writer.text(element));
  else if (type === "integer") writer.int4(value);
  else if (type === "bigint") writer.int8(value);
  else writer.float8(value);
  writer.end(start);
}

// An array begins with its dimensions, whether it has nulls, its elements' type, and its one dimension's size and first index.
function writeArray<Element>(
  writer: BinaryWriter,
  oid: number,
  elements: readonly Element[],
  write: (element: Element) => void,
): void {
  for (const number of [1, 0, oid, elements.length, 1]) writer.int4(number);
  for (const element of elements) {
    const start = writer.begin();
    write(element);
    writer.end(start);
  }
}
