import type { Slices } from "../ports/slices.ts";
import { newSlices } from "../ports/slices.ts";
import { inScope, matches, sortValue, textByCodePoint } from "./evaluate.ts";
import type { Sort } from "./filter.ts";
import { firstInOrder } from "./first-in-order.ts";
import type { PromptQuery, PromptRow, PromptRows } from "./query.ts";

/** A row with what it is sorted by. */
interface Match {
  readonly row: PromptRow;
  readonly value: string | number | null;
  readonly id: string;
}

/**
 * The rows of a query among all rows of a tenant, and the count of all matches. The same as `select`, but other work of the process has its
 * turn meanwhile. `rows` must not change until then.
 */
export async function selectInSlices(
  rows: Iterable<PromptRow>,
  query: PromptQuery,
  slices: Slices = newSlices(),
): Promise<PromptRows> {
  const { scope, filter, sort, page } = query;
  const found: Match[] = [];
  for (const row of rows) {
    if (inScope(scope, row) && matches(filter, row)) found.push(matchOf(row, sort));
    if (slices.isOver()) await slices.next();
  }
  const total = found.length;
  const start = (page.number - 1) * page.size;
  const end = Math.min(start + page.size, total);
  // Nothing is sorted for a page after the last one.
  if (start >= total) return { total, rows: [] };
  const compare = orderBy(sort);
  // A page is sorted from the end that is nearer: the last one takes no longer than the first.
  const sorted =
    end <= total - start
      ? (await firstInOrder(found, end, compare, slices)).slice(start)
      : (await firstInOrder(found, total - start, (left, right) => compare(right, left), slices))
          .slice(total - end)
          .reverse();
  return { total, rows: sorted.map(({ row }) => row) };
}

function matchOf(row: PromptRow, sort: Sort): Match {
  const value = sortValue(row, sort);
  const { id } = row.prompt.state;
  return {
    row,
    value: typeof value === "string" ? textByCodePoint(value) : value,
    id: textByCodePoint(id),
  };
}

/** Compares matches as {@link Sort} has it. */
function orderBy({ direction }: Sort): (left: Match, right: Match) => number {
  const sign = direction === "ascending" ? 1 : -1;
  return (left, right) => {
    const [a, b] = [left.value, right.value];
    if (a === b) return left.id === right.id ? 0 : left.id < right.id ? -sign : sign;
    if (a === null || b === null) return a === null ? 1 : -1;
    return a < b ? -sign : sign;
  };
}
