import { writeTexts } from "./binary-array.ts";
import type { BinaryWriter } from "./binary-writer.ts";
import { writeComposites } from "./composite-array.ts";
import { isCompositeArray, isTextArray } from "./database.ts";

/** Bytes of the frontend's messages `Execute`, of the unnamed portal with all its rows, and `Sync`. */
const EXECUTE_AND_SYNC = [0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4];

/**
 * Writes the messages that call a prepared statement: `Bind`, `Execute`, `Sync`. Arrays are in binary form, other values texts, and so
 * are all columns of the answer. Source: PostgreSQL's documentation, "Message Formats".
 */
export function writeBind(
  writer: BinaryWriter,
  statement: string,
  values: readonly unknown[],
  oids: ReadonlyMap<string, number>,
): void {
  writer.byte(0x42);
  const start = writer.begin();
  // The unnamed portal
  writer.byte(0);
  writer.text(statement);
  writer.byte(0);
  writer.int2(values.length);
  for (const value of values) writer.int2(isTextArray(value) || isCompositeArray(value) ? 1 : 0);
  writer.int2(values.length);
  for (const value of values) writeValue(writer, value, oids);
  writer.int2(0);
  // A message's length counts itself.
  writer.end(start, 4);
  for (const byte of EXECUTE_AND_SYNC) writer.byte(byte);
}

function writeValue(writer: BinaryWriter, value: unknown, oids: ReadonlyMap<string, number>): void {
  if (value === null) {
    writer.int4(-1);
    return;
  }
  const start = writer.begin();
  if (!writeArray(writer, value, oids)) writer.text(String(value));
  writer.end(start);
}

/**
 * Writes an array in PostgreSQL's binary form, in which nothing is escaped here nor parsed there. Of any other value it writes nothing, and
 * answers false. `oids` are those of composite types, by their names.
 */
export function writeArray(writer: BinaryWriter, value: unknown, oids: ReadonlyMap<string, number>): boolean {
  if (isCompositeArray(value)) writeComposites(writer, value, oids.get(value.composite) ?? 0);
  else if (isTextArray(value)) writeTexts(writer, value.values);
  else return false;
  return true;
}
