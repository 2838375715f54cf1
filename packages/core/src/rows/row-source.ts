import { invalidInput } from "../validation/parse.ts";

/** Whether rows arrive one by one. Throws `invalid-input` for what is not a list of rows. */
export function isAsyncRows(rows: Iterable<object> | AsyncIterable<object>): rows is AsyncIterable<object> {
  if (typeof rows === "object" && rows !== null) {
    if (Symbol.asyncIterator in rows) return true;
    if (Symbol.iterator in rows) return false;
  }
  throw invalidInput([{ field: "rows", message: "must be an array, or another iterable, of objects" }]);
}

/** A row, checked. */
export function checkedRow(row: unknown, index: number): { readonly [field: string]: unknown } {
  if (typeof row === "object" && row !== null && !Array.isArray(row))
    return row as { readonly [field: string]: unknown };
  throw invalidInput([{ field: `rows[${index}]`, message: "must be an object" }]);
}
