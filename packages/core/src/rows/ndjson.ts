import { checkedRow, isAsyncRows } from "./row-source.ts";

/**
 * Rows as NDJSON: each as JSON on a line of its own. Takes any answer of the ledger: pages of a history, search results, deployments, prompts. An
 * async iterable, such as `history.log()`, is written row by row, so that a long answer is never in memory.
 */
export function toNdjson(rows: Iterable<object>): string;
/** The same for rows that arrive one by one. */
export function toNdjson(rows: AsyncIterable<object>): AsyncIterable<string>;
export function toNdjson(rows: Iterable<object> | AsyncIterable<object>): string | AsyncIterable<string> {
  return isAsyncRows(rows) ? streamed(rows) : Array.from(rows, lineOf).join("");
}

async function* streamed(rows: AsyncIterable<object>): AsyncIterable<string> {
  let index = 0;
  for await (const row of rows) yield lineOf(row, index++);
}

function lineOf(row: object, index: number): string {
  return `${JSON.stringify(checkedRow(row, index))}\n`;
}
