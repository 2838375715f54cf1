import type { Filter } from "@promptledger/core";
import type { PromptQuery } from "@promptledger/core/adapter";
import { array, assert, asyncProperty, constantFrom, record } from "fast-check";
import { arbitraryCatalog } from "../generators/catalog.ts";
import { arbitraryFilter, arbitraryPage, arbitraryScope, arbitrarySort } from "../generators/filter.ts";
import { aQuery, rowOf } from "./catalog-model.ts";
import { agrees, compare, fill } from "./catalog-sample.ts";
import type { Clause, ClauseContext } from "./clause.ts";
import { promptEdited } from "./prompt-facts.ts";
import { happen, happenTogether, promptHistory } from "./prompt-history.ts";
import { forProperty } from "./property.ts";
import { nth } from "./sample.ts";

const environment = constantFrom("production", "staging");

/** Compares a store with core's `select`, over generated catalogs and queries. */
async function forAllCatalogs(
  context: ClauseContext,
  query: Parameters<typeof record<Partial<PromptQuery>>>[0],
): Promise<void> {
  const [writer, reader] = [await context.connect(), await context.connect()];
  const queries = array(record(query, { noNullPrototype: true }), { minLength: 10, maxLength: 25 });
  await assert(
    asyncProperty(arbitraryCatalog, queries, async (catalog, some) => {
      const tenant = context.newTenant();
      const histories = await fill(writer, tenant, catalog);
      for (const parts of some) await agrees(reader, tenant, histories, aQuery(parts));
    }),
    forProperty(context),
  );
}

/** CA, for generated catalogs and queries: every adapter gives the same answer for every query. */
export const catalogClauses: readonly Clause[] = [
  {
    id: "CA-1",
    title: "every filter finds what core's evaluation finds",
    run: (context) => forAllCatalogs(context, { filter: arbitraryFilter, environment }),
  },
  {
    id: "CA-2",
    title: "every order and page is the one that core's `select` gives",
    run: (context) => forAllCatalogs(context, { sort: arbitrarySort, page: arbitraryPage, environment }),
  },
  {
    id: "CA-8",
    title: "rows, pages and counts contain nothing outside the scope",
    run: (context) =>
      forAllCatalogs(context, {
        scope: arbitraryScope,
        filter: arbitraryFilter,
        page: arbitraryPage,
        sort: arbitrarySort,
      }),
  },
  {
    id: "CA-10",
    title: "a prompt is found by its current values, not by earlier ones",
    async run(context) {
      const [writer, reader] = [await context.connect(), await context.connect()];
      const queries = array(
        record({ filter: arbitraryFilter, sort: arbitrarySort, environment }, { noNullPrototype: true }),
        { minLength: 5, maxLength: 10 },
      );
      await assert(
        asyncProperty(arbitraryCatalog, queries, async (catalog, some) => {
          const tenant = context.newTenant();
          const histories = catalog.map(({ id }) => promptHistory(id));
          const longest = Math.max(0, ...catalog.map(({ facts }) => facts.length));
          // One fact per prompt at a time, so that each document is written many times.
          for (let step = 0; step < longest; step += 4) {
            const changes = catalog.flatMap(({ facts }, index) => {
              const part = facts.slice(step, step + 4);
              const history = histories[index];
              return part.length === 0 || history === undefined ? [] : [[history, part] as const];
            });
            await happenTogether(writer, tenant, changes);
          }
          for (const parts of some) await agrees(reader, tenant, histories, aQuery(parts));
          const changed = histories.slice(0, 3);
          const earlier = catalog.slice(0, 3).flatMap(({ slug }, index): readonly Filter[] => {
            const row = rowOf(nth(histories, index), "production");
            return [compare("slug", "equals", slug), compare("name", "equals", row?.prompt.state.name ?? "")];
          });
          for (const history of changed) {
            await happen(
              writer,
              tenant,
              history,
              promptEdited({ name: "Renamed", slug: `new-${history.id}` }),
            );
          }
          for (const filter of earlier) await agrees(reader, tenant, histories, aQuery({ filter }));
          for (const parts of some) await agrees(reader, tenant, histories, aQuery(parts));
        }),
        forProperty(context, 0.3),
      );
    },
  },
];
