import type { EventStore, Filter } from "@promptledger/core";
import type { Catalog, PromptQuery, PromptRow } from "@promptledger/core/adapter";
import { select } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

/** Every prompt. */
export const EVERYTHING: Filter = { type: "and", filters: [] };
/** A page that holds all rows of a sample. */
export const PAGE = { number: 1, size: 1000 };

/** A store whose catalog selects from all rows in another way. */
export function selecting(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  own: (
    rows: readonly PromptRow[],
    query: PromptQuery,
  ) => { readonly total: number; readonly rows: readonly PromptRow[] },
): BrokenStore {
  return finding(name, breaks, caughtBy, (catalog) => async (tenant, query) => {
    const all = { ...query, filter: EVERYTHING, scope: "all", page: PAGE } as const;
    const { rows, head } = await catalog.findPrompts(tenant, all);
    return { ...own(rows, query), head };
  });
}

/** A store whose catalog finds prompts in another way. */
export function finding(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  findPrompts: (catalog: Catalog) => Catalog["findPrompts"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => ({ catalog }) => ({
    catalog: { ...catalog, findPrompts: findPrompts(catalog) },
  }));
}

/** A store whose catalog finds versions in another way. */
export function findingVersions(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  findVersions: (store: EventStore) => Catalog["findVersions"],
): BrokenStore {
  return brokenStore(name, breaks, caughtBy, () => (store) => ({
    catalog: { ...store.catalog, findVersions: findVersions(store) },
  }));
}

/** The page of these rows that a query asks for. */
export function page(
  rows: readonly PromptRow[],
  { page: { number, size } }: PromptQuery,
): { readonly total: number; readonly rows: readonly PromptRow[] } {
  return { total: rows.length, rows: rows.slice((number - 1) * size, number * size) };
}

/** Rewrites every comparison of a filter, and every condition on grants. */
export function rewritten(
  filter: Filter,
  rewrite: (compare: Extract<Filter, { type: "compare" }>) => Filter,
  rewriteGranted: (granted: Extract<Filter, { type: "granted" }>) => Filter = (granted) => granted,
): Filter {
  switch (filter.type) {
    case "and":
    case "or":
      return { ...filter, filters: filter.filters.map((one) => rewritten(one, rewrite, rewriteGranted)) };
    case "not":
      return { ...filter, filter: rewritten(filter.filter, rewrite, rewriteGranted) };
    case "compare":
      return rewrite(filter);
    case "granted":
      return rewriteGranted(filter);
    case "createdBy":
      return filter;
  }
}

/** A condition on grants that looks at no tags. */
export function withoutTags(granted: Extract<Filter, { type: "granted" }>): Filter {
  return { ...granted, subjects: granted.subjects.filter(({ type }) => type !== "tag") };
}

/** A store that confuses comparisons. */
export function misreading(
  name: string,
  breaks: string,
  caughtBy: readonly string[],
  rewrite: (compare: Extract<Filter, { type: "compare" }>) => Filter,
): BrokenStore {
  return finding(
    name,
    breaks,
    caughtBy,
    (catalog) => (tenant, query) =>
      catalog.findPrompts(tenant, { ...query, filter: rewritten(query.filter, rewrite) }),
  );
}

/** The rows of a query in another order. */
export function ordered(
  rows: readonly PromptRow[],
  query: PromptQuery,
  order: (left: PromptRow, right: PromptRow) => number,
): ReturnType<typeof page> {
  const found = select(rows, { ...query, page: PAGE });
  return page(found.rows.toSorted(order), query);
}
