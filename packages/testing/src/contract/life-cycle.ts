import { isLedgerError } from "@promptledger/core";
import { aQuery } from "./catalog-model.ts";
import type { Clause } from "./clause.ts";
import { aBatch, all, append, readAll, toStream, upTo } from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";

/** LC: opening and closing a store. */
export const lifeCycleClauses: readonly Clause[] = [
  {
    id: "LC-1",
    title: "a store can be closed twice",
    async run({ connect, tenant }) {
      const store = await connect();
      await append(store, aBatch(tenant, toStream("a")));
      await Promise.all([store.close(), store.close()]);
      await store.close();
      const untouched = await connect();
      await untouched.close();
      await untouched.close();
    },
  },
  {
    id: "LC-2",
    title: "a closed store refuses every call with store-closed",
    async run({ connect, tenant }) {
      const store = await connect();
      const { catalog, records } = store;
      await append(store, aBatch(tenant, toStream("a")));
      await store.close();
      const page = { number: 1, size: 1 };
      const calls: { readonly [name: string]: () => unknown } = {
        append: () => store.append(aBatch(tenant, toStream("a"))),
        load: () => store.load(tenant, {}),
        readLog: () => readAll(store, tenant),
        queryLog: () => all(store.queryLog(tenant, { time: "recorded", order: "oldest" })),
        follow: () => all(store.follow(tenant, { after: 0 })),
        tenants: () => all(store.tenants()),
        followTenants: () => all(store.followTenants()),
        findPrompts: () => catalog.findPrompts(tenant, aQuery()),
        findVersions: () => catalog.findVersions(tenant, { prompt: { id: "p" }, page }),
        restore: () => store.restore(tenant, []),
        rebuild: () => all(store.rebuild(tenant)),
        checkHealth: () => store.checkHealth(),
        "records.get": () => records.get(tenant, "kind", ["key"]),
        "records.put": () =>
          records.put(tenant, [{ kind: "kind", key: "key", value: "{}", expected: "none" }]),
        "records.remove": () => records.remove(tenant, "kind", "key"),
        "records.list": () => records.list(tenant, "kind"),
      };
      for (const [name, call] of Object.entries(calls)) {
        await refuses("store-closed", `${name} of a closed store`, async () => call());
      }
    },
  },
  {
    id: "LC-3",
    title: "a storage outlives its stores: others continue, and later ones find everything",
    async run({ connect, tenant }) {
      const [first, second] = [await connect(), await connect()];
      await append(first, aBatch(tenant, toStream("a")));
      await first.close();
      const answer = await append(second, aBatch(tenant, toStream("a", 1)));
      same(answer.position, 2, "the position of an append after another store was closed");
      await second.close();
      const third = await connect();
      same(
        (await readAll(third, tenant)).map((event) => event.position),
        [1, 2],
        "the log that a later store finds",
      );
      same((await append(third, aBatch(tenant, toStream("a", 2)))).position, 3, "the position of its append");
    },
  },
  {
    id: "LC-4",
    title:
      "appends in flight when the store is closed are either acknowledged and kept, or refused and not written",
    async run({ connect, tenant }) {
      const [store, other] = [await connect(), await connect()];
      const appends = upTo(20).map((index) => store.append(aBatch(tenant, toStream(`a-${index}`, "none"))));
      const [outcomes] = await Promise.all([Promise.allSettled(appends), store.close()]);
      const streams = new Set((await readAll(other, tenant)).map((event) => event.stream));
      for (const [index, outcome] of outcomes.entries()) {
        const stored = streams.has(`a-${index + 1}`);
        if (outcome.status === "fulfilled") holds(stored, "an acknowledged event is kept");
        // If the outcome is unknown, both are correct.
        else if (!isLedgerError(outcome.reason, "outcome-unknown")) {
          holds(isLedgerError(outcome.reason), "the thrown error is an error of the ledger");
          holds(!stored, "a refused event is not written");
        }
      }
    },
  },
  {
    id: "LC-5",
    title:
      "a store that takes writes is healthy, also when several are asked at once, and asking writes no event",
    async run({ connect, tenant }) {
      const [store, other] = [await connect(), await connect()];
      await append(store, aBatch(tenant, toStream("a")));
      await Promise.all([store.checkHealth(), store.checkHealth(), other.checkHealth()]);
      same((await readAll(store, tenant)).length, 1, "the events after the store's health was checked");
    },
  },
];
