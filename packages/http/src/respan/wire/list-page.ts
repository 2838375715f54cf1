import type { Found, Page, ReadOptions, Sort } from "@promptledger/core";
import { NEWEST_FIRST } from "@promptledger/core";
import type { HttpError } from "../../api/errors/http-error.ts";
import { invalidField, notFound } from "../../api/errors/http-error.ts";

/** How many rows a list's pages have. */
export interface PageSizes {
  readonly standard: number;
  readonly maximum: number;
}

/** Lists of prompts. */
export const PROMPT_PAGES: PageSizes = { standard: 25, maximum: 100 };

/** Lists of versions. */
export const VERSION_PAGES: PageSizes = { standard: 200, maximum: 500 };

/** The page that an address asks for. A size above the maximum means the maximum, and one that is not a size means the standard. */
export function pageOf({ searchParams }: URL, sizes: PageSizes): Page {
  const page = searchParams.get("page") || "1";
  if (!/^[1-9][0-9]{0,8}$/u.test(page)) throw invalidPage();
  const size = searchParams.get("page_size") ?? "";
  const asked = /^[0-9]{1,9}$/u.test(size) ? Number(size) : 0;
  return { number: Number(page), size: asked === 0 ? sizes.standard : Math.min(asked, sizes.maximum) };
}

/**
 * The moment that an address asks a list to be of: a position of the log, from the header `Ledger-Position` of an earlier answer. All pages of one
 * moment fit together, whatever is written meanwhile.
 */
export function momentOf({ searchParams }: URL): Pick<ReadOptions, "at"> {
  const text = searchParams.get("as_of") ?? "";
  if (text === "") return {};
  if (/^[0-9]{1,15}$/u.test(text)) return { at: { position: Number(text) } };
  throw invalidField("as_of", "expected a position of the log, from the header Ledger-Position of an answer");
}

/**
 * A page as an answer, with its position in the log as `Ledger-Position`. Links keep the address's path and its other parameters; a page beyond
 * the end is 404. `headers` are added.
 */
export function pageAnswer<T>(
  url: URL,
  page: Page,
  { total, items, position }: Found<T>,
  row: (item: T) => object,
  headers: { readonly [name: string]: string } = {},
): Response {
  const asked = url.searchParams.get("as_of") || String(position);
  if (Number(asked) > position)
    throw invalidField("as_of", `is after the last position of the log, which is ${position}`);
  const body = pageBody(url, page, { total, items }, row);
  return Response.json(body, { headers: { "ledger-position": String(Number(asked)), ...headers } });
}

function pageBody<T>(
  url: URL,
  page: Page,
  { total, items }: Omit<Found<T>, "position">,
  row: (item: T) => object,
): object {
  const last = Math.max(1, Math.ceil(total / page.size));
  if (page.number > last) throw invalidPage();
  return {
    count: total,
    next: page.number < last ? linkTo(url, page.number + 1) : null,
    previous: page.number > 1 ? linkTo(url, page.number - 1) : null,
    results: items.map(row),
  };
}

/** The fields to sort by. The ids of Respan's own service ascend with time, so `id` means when a prompt was created. */
const SORT_FIELDS = {
  id: NEWEST_FIRST.field,
  name: "name",
  created_at: "createdAt",
  updated_at: "updatedAt",
  current_version__updated_at: "current.updatedAt",
} as const;

const SORTS: ReadonlyMap<string, Sort> = new Map(
  Object.entries(SORT_FIELDS).flatMap(([name, field]): [string, Sort][] => [
    [name, { field, direction: "ascending" }],
    [`-${name}`, { field, direction: "descending" }],
  ]),
);

/** The order that an address asks for. */
export function sortOf({ searchParams }: URL): Sort {
  const name = searchParams.get("sort_by") || "-id";
  const sort = SORTS.get(name);
  if (sort !== undefined) return sort;
  throw invalidField("sort_by", `${name} is none of ${[...SORTS.keys()].join(", ")}`);
}

function linkTo(url: URL, page: number): string {
  const link = new URL(url);
  if (page === 1) link.searchParams.delete("page");
  else link.searchParams.set("page", String(page));
  return link.href;
}

function invalidPage(): HttpError {
  return notFound("Invalid page.");
}
