import type { EventQuery } from "@promptledger/core/adapter";
import * as fc from "fast-check";
import type { Clause } from "./clause.ts";
import { forProperty } from "./property.ts";
import {
  EVERY_DEED,
  EVERY_QUERY,
  FILTERS,
  IMPORTS,
  pageSize,
  someDeeds,
  someQueries,
  WAYS,
} from "./query-inputs.ts";
import type { Done } from "./query-sample.ts";
import { aLogQuery, doAll, idsInPages, idsOf, scan, toRestore } from "./query-sample.ts";
import { aBatch, append, readAll, toStream, unique, upTo } from "./sample.ts";
import { same } from "./violation.ts";

/** QL: queries over the log find what a scan of it would. */
export const queryLogClauses: readonly Clause[] = [
  {
    id: "QL-1",
    title:
      "a query finds the events of the streams, types and actors that it names, and all where it names none",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const done = await doAll([left, right], tenant, clock, [
        {},
        { type: "Painted", actor: "ann" },
        { stream: "b", type: "Painted" },
        { stream: "b", type: "Painted", actor: "ann" },
        { stream: "ab", actor: "jané" },
        { stream: "B", type: "Paint", actor: '"ann"' },
      ]);
      for (const filter of FILTERS) {
        const query = aLogQuery(filter);
        same(await idsOf(right, tenant, query), scan(done, query), `the filter ${JSON.stringify(filter)}`);
      }
      same(await idsOf(left, "unknown", aLogQuery()), [], "the events of a tenant without events");
    },
  },
  {
    id: "QL-2",
    title:
      "events come in the order of the time that is asked for, and those of the same time in that of the log",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      const done = await doAll([store], tenant, clock, IMPORTS);
      for (const way of WAYS) {
        for (const filter of [{}, { streams: ["a", "b"] }, { streams: ["b"] }]) {
          const query = { ...way, ...filter };
          same(await idsOf(store, tenant, query), scan(done, query), `the query ${JSON.stringify(query)}`);
        }
      }
    },
  },
  {
    id: "QL-3",
    title: "from and to are part of what is found",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      const start = clock.now();
      const done = await doAll(
        [store],
        tenant,
        clock,
        upTo(5).map(() => ({ passed: 10 })),
      );
      const cases = [
        [10, 30],
        [11, 29],
        [20, 20],
        [21, 29],
        [30, 20],
        [0, 9],
        [51, 60],
      ] as const;
      for (const way of WAYS) {
        for (const [from, to] of cases) {
          for (const range of [
            { from: start + from },
            { to: start + to },
            { from: start + from, to: start + to },
          ]) {
            const query = { ...way, ...range };
            same(await idsOf(store, tenant, query), scan(done, query), `the query ${JSON.stringify(query)}`);
          }
        }
      }
    },
  },
  {
    id: "QL-4",
    title: "pages, each after the last event of the one before, are the whole answer together",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      const done = await doAll([store], tenant, clock, IMPORTS);
      for (const way of WAYS) {
        for (const filter of [{}, { streams: ["a", "b"] }]) {
          const query = { ...way, ...filter };
          for (const size of [1, 3, 8]) {
            const what = `the query ${JSON.stringify(query)} in pages of ${size}`;
            same(await idsInPages(store, tenant, query, size, 10), scan(done, query), what);
          }
        }
        same(await idsOf(store, tenant, { ...way, limit: 0 }), [], "what a limit of 0 finds");
      }
    },
  },
  {
    id: "QL-5",
    title: "a query ends at the head of the moment at which it began, and can be stopped early",
    async run({ connect, tenant }) {
      const [reader, writer] = [await connect(), await connect()];
      await append(writer, aBatch(tenant, toStream("a")));
      await append(writer, aBatch(tenant, toStream("a")));
      for (const [index, filter] of [{}, { streams: ["a"] }].entries()) {
        const found: string[] = [];
        for await (const { id } of reader.queryLog(tenant, aLogQuery(filter))) {
          if (found.push(id) === 1) await append(writer, aBatch(tenant, toStream("a")));
        }
        same(found.length, index + 2, "the events of a query during which another one was appended");
        for await (const _ of reader.queryLog(tenant, aLogQuery(filter))) break;
        same((await idsOf(reader, tenant, aLogQuery(filter))).length, index + 3, "the next query");
      }
    },
  },
  {
    id: "QL-6",
    title: "an acknowledged append is in the next query of every store, and in none of other tenants",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const other = newTenant();
      await append(left, aBatch(other, toStream("a")));
      for (const index of upTo(6)) {
        const [writer, reader] = index % 2 === 0 ? [left, right] : [right, left];
        await append(writer, aBatch(tenant, toStream("a")));
        const way = WAYS[index % WAYS.length] ?? aLogQuery();
        same((await idsOf(reader, tenant, way)).length, index, "how many events are found");
        same(
          (await idsOf(reader, tenant, { ...way, streams: ["a"] })).length,
          index,
          "how many of the stream",
        );
      }
      same((await idsOf(right, other, aLogQuery())).length, 1, "how many events of another tenant are found");
    },
  },
  {
    id: "QL-7",
    title: "events that were restored are found like those that were appended",
    async run({ connect, tenant, newTenant, clock }) {
      const [from, to] = [await connect(), await connect()];
      const done = await doAll([from], tenant, clock, IMPORTS);
      const copy = newTenant();
      await to.restore(
        copy,
        (await readAll(from, tenant)).map((event) => ({ ...event, tenant: copy })),
      );
      for (const way of WAYS)
        same(await idsOf(to, copy, way), scan(done, way), `the query ${JSON.stringify(way)}`);
    },
  },
  {
    id: "QL-8",
    title: "for every log, a query finds what a scan of it would, at once and in pages of any size",
    async run({ connect, newTenant, clock, ...settings }) {
      const stores = [await connect(), await connect()];
      const reader = await connect();
      const property = fc.asyncProperty(someDeeds, someQueries, pageSize, async (deeds, queries, size) => {
        const tenant = newTenant();
        const start = clock.now();
        const done = await doAll(stores, tenant, clock, deeds);
        for (const { from, to, ...rest } of queries) {
          const query: EventQuery = {
            ...rest,
            ...(from === undefined ? {} : { from: start + from }),
            ...(to === undefined ? {} : { to: start + to }),
          };
          const [what, expected] = [JSON.stringify(query), scan(done, query)];
          same(await idsOf(reader, tenant, query), expected, `the query ${what}`);
          const pages = await idsInPages(reader, tenant, query, size, 20);
          same(pages, expected, `the query ${what} in pages of ${size}`);
        }
      });
      await fc.assert(property, { ...forProperty(settings, 0.5), examples: [[EVERY_DEED, EVERY_QUERY, 1]] });
    },
  },
  {
    id: "QL-9",
    title:
      "what is found among thousands of events is whole and in order, also where hundreds have the same time",
    async run({ connect, tenant, clock }) {
      const store = await connect();
      const start = clock.now();
      const done: Done[] = upTo(2600).map((index) => ({
        id: unique("event"),
        stream: `s-${index % 50}`,
        type: index % 3 === 0 ? "Painted" : "Washed",
        actor: index % 7 === 0 ? "ann" : "jane",
        recordedAt: start + Math.floor(index / 600),
        occurredAt: index % 2 === 0 ? start - (index % 4) : null,
      }));
      await store.restore(tenant, toRestore(tenant, done));
      for (const way of WAYS) {
        for (const filter of [
          {},
          { types: ["Painted"], actors: ["ann"] },
          { from: start + 1 },
          { streams: ["s-4"] },
        ]) {
          const query = { ...way, ...filter };
          same(await idsOf(store, tenant, query), scan(done, query), `the query ${JSON.stringify(query)}`);
        }
        same(await idsInPages(store, tenant, way, 700, 5), scan(done, way), "what is found in pages of 700");
      }
    },
  },
];
