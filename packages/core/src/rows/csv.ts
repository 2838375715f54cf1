import * as z from "zod";
import { own } from "../validation/own.ts";
import { fieldName, invalidInput, parseOptions } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import { csvLine } from "./csv-line.ts";
import { checkedRow, isAsyncRows } from "./row-source.ts";

/** How rows become CSV. */
export interface CsvOptions {
  /** The columns, in this order. A field of a field is written `who.name`. Default: the fields of the first row; a row with another field is refused. */
  readonly columns?: readonly string[];
  /** The columns whose milliseconds are written as ISO 8601, such as `2026-01-31T10:00:00.000Z`. Default: none. */
  readonly times?: readonly string[];
  /** Whether to begin with a byte order mark, by which Excel knows that the text is UTF-8. Default: false. */
  readonly byteOrderMark?: boolean;
}

const names = z.array(z.string().min(1)).max(1000);
const optionsSchema: z.ZodType<CsvOptions> = schemaFor(
  z.strictObject({
    columns: names.min(1).optional(),
    times: names.optional(),
    byteOrderMark: z.boolean().optional(),
  }),
);

/**
 * Rows as CSV (RFC 4180), with the columns' names in the first line. Takes any answer of the ledger: pages of a history, search results, deployments,
 * prompts. An async iterable, such as `history.log()`, is written row by row, so that a long answer is never in memory.
 *
 * It is safe to open in a spreadsheet: a text that could be a formula gets an apostrophe before it, which the spreadsheet does not show. Objects and
 * lists are written as JSON; null and absent fields are empty. Throws `invalid-input` for a row that has a field without a column.
 */
export function toCsv(rows: Iterable<object>, options?: CsvOptions): string;
/** The same for rows that arrive one by one. */
export function toCsv(rows: AsyncIterable<object>, options?: CsvOptions): AsyncIterable<string>;
export function toCsv(
  rows: Iterable<object> | AsyncIterable<object>,
  options?: CsvOptions,
): string | AsyncIterable<string> {
  const writer = csvWriter(parseOptions(optionsSchema, options));
  if (isAsyncRows(rows)) return streamed(rows, writer);
  const lines = Array.from(rows, writer.row).join("");
  return `${writer.beginning()}${lines}`;
}

async function* streamed(rows: AsyncIterable<object>, writer: CsvWriter): AsyncIterable<string> {
  let index = 0;
  for await (const row of rows) {
    const line = writer.row(row, index);
    yield index === 0 ? `${writer.beginning()}${line}` : line;
    index += 1;
  }
  if (index === 0) yield writer.beginning();
}

interface CsvWriter {
  /** What comes before the first row. Without `columns`, it is known after that row was written. */
  beginning(): string;
  row(row: object, index: number): string;
}

function csvWriter(options: Partial<CsvOptions>): CsvWriter {
  let columns = options.columns ?? null;
  const times = new Set(options.times);
  const mark = options.byteOrderMark === true ? "\uFEFF" : "";
  return {
    beginning: () => `${mark}${columns === null ? "" : csvLine(columns)}`,
    row(given, index) {
      const row = checkedRow(given, index);
      columns ??= Object.keys(row);
      if (options.columns === undefined) refuseOthers(row, columns, index);
      return csvLine(columns.map((name) => shown(valueAt(row, name), times.has(name))));
    },
  };
}

type Row = ReturnType<typeof checkedRow>;

function refuseOthers(row: Row, columns: readonly string[], index: number): void {
  const other = Object.keys(row).find((field) => !columns.includes(field));
  if (other === undefined) return;
  const message = "is not a field of the first row; pass `columns`";
  throw invalidInput([{ field: fieldName(["rows", index, other]), message }]);
}

/** The value of a column: of the field with that name, or of a field of a field. */
function valueAt(row: Row, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column];
  let value: unknown = row;
  for (const field of column.split("."))
    value = typeof value === "object" && value !== null ? own(value as Row, field) : undefined;
  return value;
}

// Writing a known time needs no clock, but the language offers it only on Date.
const { Date: TimeText } = globalThis;

function shown(value: unknown, isTime: boolean): unknown {
  return isTime && typeof value === "number" ? new TimeText(value).toISOString() : value;
}
