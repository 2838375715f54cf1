import type { PromptRow, VersionDocument } from "@promptledger/core/adapter";
import { inScope, matches, select } from "@promptledger/core/adapter";
import {
  EVERYTHING,
  finding,
  findingVersions,
  misreading,
  ordered,
  PAGE,
  page,
  rewritten,
  selecting,
  withoutTags,
} from "./broken-catalog.ts";
import type { BrokenStore } from "./broken-store.ts";
import { brokenStore } from "./broken-store.ts";

/** Stores that find, order or count differently from core. */
export const brokenCatalogs: readonly BrokenStore[] = [
  misreading("less or nearly", "takes `lessOrEqual` for `less`", ["CA-8", "CA-12"], (compare) =>
    compare.operator === "lessOrEqual" ? { ...compare, operator: "less" } : compare,
  ),
  misreading("wildcards", "treats % and _ in a text as wildcards", ["CA-6", "CA-8"], (compare) =>
    compare.operator === "contains" && (compare.value === "%" || compare.value === "_")
      ? { ...compare, value: "" }
      : compare,
  ),
  misreading(
    "ignores case",
    "ignores case even if the query does not ask for it",
    ["CA-1", "CA-5", "CA-6"],
    (compare) => ({
      ...compare,
      ignoreCase: true,
    }),
  ),
  finding(
    "blind to tags",
    "ignores grants on the tags of a prompt",
    ["CA-13"],
    (catalog) => (tenant, query) =>
      catalog.findPrompts(tenant, {
        ...query,
        filter: rewritten(query.filter, (compare) => compare, withoutTags),
      }),
  ),
  finding(
    "pages from zero",
    "counts pages from 0",
    ["CA-2", "CA-4", "CA-7", "CA-8"],
    (catalog) => (tenant, query) =>
      catalog.findPrompts(tenant, {
        ...query,
        page: { ...query.page, number: Math.max(1, query.page.number - 1) },
      }),
  ),
  selecting(
    "nulls first",
    "puts prompts without a value first when descending",
    ["CA-2", "CA-3"],
    (rows, query) => {
      if (query.sort.field !== "current.updatedAt" || query.sort.direction === "ascending")
        return select(rows, query);
      const rank = (row: PromptRow): number => (row.prompt.state.current === null ? 0 : 1);
      return ordered(rows, query, (left, right) => rank(left) - rank(right));
    },
  ),
  selecting(
    "careless ties",
    "leaves prompts that are equal in the order of their ids, ascending",
    ["CA-2", "CA-3", "CA-4", "CA-6"],
    (rows, query) => {
      const { field, direction } = query.sort;
      if (field === "id" || direction === "ascending") return select(rows, query);
      const value = (row: PromptRow): string | number | null =>
        field === "current.updatedAt"
          ? (row.prompt.state.current?.updatedAt ?? null)
          : row.prompt.state[field];
      const reversed = select(rows, { ...query, page: PAGE }).rows.toReversed();
      const position = new Map(
        select(rows, { ...query, page: PAGE }).rows.map((row, index) => [value(row), index]),
      );
      return page(
        reversed.toSorted(
          (left, right) => (position.get(value(left)) ?? 0) - (position.get(value(right)) ?? 0),
        ),
        query,
      );
    },
  ),
  selecting(
    "order of UTF-16",
    "sorts names as JavaScript's own comparison does",
    ["CA-2", "CA-5"],
    (rows, query) => {
      if (query.sort.field !== "name") return select(rows, query);
      const sign = query.sort.direction === "ascending" ? 1 : -1;
      return ordered(rows, query, (left, right) => {
        const [a, b] = [left.prompt.state.name, right.prompt.state.name];
        return a === b ? 0 : a < b ? -sign : sign;
      });
    },
  ),
  finding(
    "counts later",
    "counts a moment after it has read the page",
    ["CA-7"],
    (catalog) => async (tenant, query) => {
      const found = await catalog.findPrompts(tenant, query);
      // As many ticks as another writer's append takes.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      return { ...found, total: (await catalog.findPrompts(tenant, query)).total };
    },
  ),
  finding(
    "counts the hidden",
    "also counts what is outside the scope",
    ["CA-8", "CA-13"],
    (catalog) => async (tenant, query) => {
      const found = await catalog.findPrompts(tenant, query);
      return { ...found, total: (await catalog.findPrompts(tenant, { ...query, scope: "all" })).total };
    },
  ),
  brokenStore("stale index", "finds a prompt also by the name that it had first", ["CA-10"], () => {
    const first = new Map<string, string>();
    return ({ catalog, append }) => ({
      async append(batch) {
        const result = await append(batch);
        for (const document of batch.streams.flatMap((part) => part.documents ?? [])) {
          const key = `${batch.tenant}/${document.stream}`;
          if (document.kind === "prompt" && !first.has(key)) first.set(key, document.state.name);
        }
        return result;
      },
      catalog: {
        ...catalog,
        async findPrompts(tenant, query) {
          const all = { ...query, filter: EVERYTHING, page: PAGE } as const;
          const { rows, head } = await catalog.findPrompts(tenant, all);
          const before = (row: PromptRow): PromptRow => {
            const name = first.get(`${tenant}/${row.prompt.stream}`) ?? row.prompt.state.name;
            return { ...row, prompt: { ...row.prompt, state: { ...row.prompt.state, name } } };
          };
          const found = rows.filter(
            (row) => matches(query.filter, row) || matches(query.filter, before(row)),
          );
          return {
            ...page(
              found.filter((row) => inScope(query.scope, row)),
              query,
            ),
            head,
          };
        },
      },
    });
  }),
  brokenStore(
    "numbers as text",
    "orders the numbers of versions as text",
    ["CA-11", "RE-7"],
    () =>
      ({ catalog }) => ({
        catalog: {
          ...catalog,
          async findVersions(tenant, query) {
            const { rows, ...found } = await catalog.findVersions(tenant, { ...query, page: PAGE });
            const text = (row: VersionDocument): string => String(row.state.number);
            const sorted = rows.toSorted((left, right) => (text(left) < text(right) ? 1 : -1));
            const { number, size } = query.page;
            return { ...found, rows: sorted.slice((number - 1) * size, number * size) };
          },
        },
      }),
  ),
  brokenStore(
    "drafts are committed",
    "counts drafts among the committed versions",
    ["CA-9", "CA-11", "CA-14"],
    () =>
      ({ catalog }) => ({
        catalog: {
          ...catalog,
          findVersions: (tenant, { committed, ...query }) =>
            catalog.findVersions(tenant, committed === false ? { ...query, committed } : query),
        },
      }),
  ),
  findingVersions(
    "below is up to",
    "finds the version itself among those below it",
    ["CA-11"],
    (store) => (tenant, query) =>
      store.catalog.findVersions(
        tenant,
        query.below === undefined ? query : { ...query, below: query.below + 1 },
      ),
  ),
  findingVersions(
    "remembers slugs",
    "finds the versions of a deleted prompt by the slug that it had",
    ["CA-14"],
    (store) => async (tenant, query) => {
      const found = await store.catalog.findVersions(tenant, query);
      if (found.prompt !== null || !("slug" in query.prompt)) return found;
      const { slug } = query.prompt;
      const filter = { type: "compare", field: "slug", operator: "equals", value: slug } as const;
      const sort = { field: "id", direction: "ascending" } as const;
      const all = { filter, sort, page: PAGE, scope: "all", environment: "production" } as const;
      const [row] = (await store.catalog.findPrompts(tenant, all)).rows;
      return row === undefined
        ? found
        : store.catalog.findVersions(tenant, { ...query, prompt: { id: row.prompt.state.id } });
    },
  ),
  findingVersions(
    "asks for the holder first",
    "finds the holder of a slug a moment before the holder's versions",
    ["CA-15"],
    (store) => async (tenant, query) => {
      const documents = [{ kind: "prompt", prompt: query.prompt }] as const;
      const [prompt] = (await store.load(tenant, { documents })).documents;
      // As many ticks as another writer's append takes.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const id = prompt?.kind === "prompt" ? prompt.state.id : "nobody";
      return store.catalog.findVersions(tenant, { ...query, prompt: { id } });
    },
  ),
];
