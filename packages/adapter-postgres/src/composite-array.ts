import { writeArrayHeader, writeTexts } from "./binary-array.ts";
import type { BinaryWriter } from "./binary-writer.ts";

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

/** Writes the array in its binary form. `oid` is the composite type's. */
export function writeComposites(writer: BinaryWriter, { columns, rows }: CompositeArray, oid: number): void {
  writeArrayHeader(writer, { oid, length: rows.length, nulls: false });
  for (const row of rows) {
    const start = writer.begin();
    writer.int4(columns.length);
    for (const [name, type] of columns) {
      writer.int4(OIDS[type]);
      writeField(writer, type, row[name]);
    }
    writer.end(start);
  }
}

function writeField(writer: BinaryWriter, type: ColumnType, value: CompositeField): void {
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
      writeTexts(writer, value as readonly string[]);
      break;
  }
  writer.end(start);
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
