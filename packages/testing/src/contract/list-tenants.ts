import type { EventStore } from "@promptledger/core";
import type { TenantRange } from "@promptledger/core/adapter";
import fc from "fast-check";
import type { Clause } from "./clause.ts";
import { forProperty } from "./property.ts";
import { aBatch, all, append, conflict, cursorAt, nth, readAll, someEvents, toStream } from "./sample.ts";
import { refuses, same } from "./violation.ts";

/** Names whose code points are in another order than their letters are in a dictionary. */
const NAMES = ["-", ".", "0", "10", "9", "B", "Z", "_a", "a", "a-", "a.b", "aB", "ab", "b"] as const;

/** Names that lists are asked to start after. */
const AFTER = [undefined, "-", "A", "a", "ab", "zz"] as const;

const namesOf = async (store: EventStore, range?: TenantRange): Promise<readonly string[]> =>
  (await all(store.tenants(range))).map(({ tenant }) => tenant);

/** What may be done with a tenant. Only the first two add events. */
const DEEDS = ["append", "restore", "refused append", "check", "record", "read", "rebuild"] as const;

async function perform(store: EventStore, tenant: string, deed: (typeof DEEDS)[number]): Promise<void> {
  switch (deed) {
    case "append":
      await append(store, aBatch(tenant, toStream("a", "any", someEvents(2))));
      return;
    case "restore": {
      // The log of a tenant that has the same name in another ledger
      const log = await readAll(store, tenant);
      const [event] = someEvents(1);
      const stream = `restored-${log.length}`;
      const added = { tenant, stream, version: 1, position: log.length + 1, recordedAt: Date.UTC(2100) };
      if (event !== undefined) await store.restore(tenant, [{ ...event, ...added }]);
      return;
    }
    case "refused append":
      await conflict(store, aBatch(tenant, toStream("missing", "exists")), "an append to a missing stream");
      return;
    case "check":
      await append(store, aBatch(tenant, toStream("missing", "none", [])));
      return;
    case "record":
      await store.records.put(tenant, { kind: "kind", key: "key", value: "{}", expected: "none" });
      return;
    case "read":
      await store.load(tenant, { streams: [{ stream: "a" }] });
      return;
    case "rebuild":
      await all(store.rebuild(tenant));
  }
}

/** TE: the list of tenants that have events. */
export const listTenantsClauses: readonly Clause[] = [
  {
    id: "TE-6",
    title: "the list has exactly the tenants that have events, in every store on the storage",
    async run(context) {
      const stores = [await context.connect(), await context.connect()];
      const filled = new Set<string>();
      const steps = fc.array(
        fc.record({
          store: fc.nat({ max: 1 }),
          name: fc.constantFrom(...NAMES),
          deed: fc.constantFrom(...DEEDS),
        }),
        { minLength: 1, maxLength: 8 },
      );
      let run = 0;
      const property = fc.asyncProperty(steps, async (deeds) => {
        run += 1;
        for (const { store, name, deed } of deeds) {
          const tenant = `${run}-${name}`;
          await perform(nth(stores, store), tenant, deed);
          if (deed === "append" || deed === "restore") filled.add(tenant);
        }
        for (const store of stores) same(await namesOf(store), [...filled].sort(), "the tenants with events");
      });
      const eachDeed = DEEDS.map((deed, index) => ({ store: index % 2, name: nth(NAMES, index), deed }));
      await fc.assert(property, { ...forProperty(context, 0.5), examples: [[eachDeed]] });
    },
  },
  {
    id: "TE-7",
    title:
      "tenants are listed in the order of their code points, after a name and as many as are asked for; a name that none can have is refused",
    async run({ connect }) {
      const [left, right] = [await connect(), await connect()];
      for (const name of [...NAMES].reverse()) await append(left, aBatch(name, toStream("a")));
      for (const after of AFTER)
        for (const limit of [undefined, 1, 3, 100]) {
          const range = { ...(after !== undefined && { after }), ...(limit !== undefined && { limit }) };
          const expected = NAMES.filter((name) => name > (after ?? "")).slice(0, limit);
          same(await namesOf(right, range), expected, `the tenants of ${JSON.stringify(range)}`);
        }
      for (const after of ["", "a b", "{a}"])
        await refuses("invalid-input", `tenants after ${after}`, async () => namesOf(right, { after }));
    },
  },
  {
    id: "TE-8",
    title: "each tenant is listed with the last event of its log",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const copy = newTenant();
      const expectHeads = async (): Promise<void> => {
        for (const store of [left, right])
          for (const { tenant: name, head } of await all(store.tenants())) {
            const log = await readAll(store, name);
            same(head, cursorAt(nth(log, log.length - 1)), `the last event of ${name}`);
          }
      };
      await append(left, aBatch(tenant, toStream("a", "none", someEvents(3))));
      await right.restore(copy, await readAll(left, tenant));
      await expectHeads();
      await append(right, aBatch(tenant, toStream("b"), toStream("c")));
      await append(left, aBatch(copy, toStream("b")));
      await expectHeads();
    },
  },
];
