import type { EventStore } from "@promptledger/core";
import type { Cursor, StreamAppend, TenantRange } from "@promptledger/core/adapter";
import fc from "fast-check";
import type { Clause } from "./clause.ts";
import { forProperty } from "./property.ts";
import { aBatch, all, anotherEvent, append, cursorAt, nth, someEvents, toStream, unique } from "./sample.ts";
import { refuses, same } from "./violation.ts";

/** Names whose code points are in another order than their letters are in a dictionary. */
const NAMES = ["-", ".", "0", "10", "9", "B", "Z", "_a", "a", "a-", "a.b", "aB", "ab", "b"] as const;

/** Those of them that differ in more than case. */
const DISTINCT = NAMES.filter((name) => name === name.toLowerCase());

/** Names that lists are asked to start after. */
const AFTER = [undefined, "-", "A", "a", "ab", "zz"] as const;

const namesOf = async (store: EventStore, range?: TenantRange): Promise<readonly string[]> =>
  (await all(store.tenants(range))).map(({ tenant }) => tenant);

/** What may be done with a tenant. The first two add events. */
const DEEDS = ["append", "restore", "refused append", "check", "record", "read", "rebuild"] as const;

/** Does something, and answers whether it added events. */
async function perform(store: EventStore, tenant: string, deed: (typeof DEEDS)[number]): Promise<boolean> {
  const appends = async (part: StreamAppend): Promise<boolean> =>
    (await store.append(aBatch(tenant, part))).status === "appended" && part.events.length > 0;
  switch (deed) {
    case "append":
      return appends(toStream("a", "any", someEvents(2)));
    case "restore": {
      const { head } = await store.load(tenant, {});
      await store.restore(tenant, [anotherEvent(tenant, head.position + 1)]);
      return true;
    }
    case "refused append":
      return appends(toStream("missing", "exists"));
    case "check":
      return appends(toStream("missing", "none", []));
    case "record":
      await store.records.put(tenant, [{ kind: "kind", key: "key", value: "{}", expected: "none" }]);
      return false;
    case "read":
      await store.load(tenant, { streams: [{ stream: "a" }] });
      return false;
    case "rebuild":
      await all(store.rebuild(tenant));
      return false;
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
          name: fc.constantFrom(...DISTINCT),
          deed: fc.constantFrom(...DEEDS),
        }),
        { minLength: 1, maxLength: 8 },
      );
      let run = 0;
      const property = fc.asyncProperty(steps, async (deeds) => {
        run += 1;
        for (const { store, name, deed } of deeds) {
          const tenant = `${run}-${name}`;
          if (await perform(nth(stores, store), tenant, deed)) filled.add(tenant);
        }
        for (const store of stores) same(await namesOf(store), [...filled].sort(), "the tenants with events");
      });
      const eachDeed = DEEDS.map((deed, index) => ({ store: index % 2, name: nth(DISTINCT, index), deed }));
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
      const heads = new Map<string, Cursor>();
      const appendTo = async (store: EventStore, name: string, ...counts: number[]): Promise<void> => {
        const parts = counts.map((count) => toStream(unique("stream"), "none", someEvents(count)));
        const { position } = await append(store, aBatch(name, ...parts));
        heads.set(name, { position, eventId: parts.at(-1)?.events.at(-1)?.id ?? null });
      };
      const restoreTo = async (store: EventStore, name: string, position: number): Promise<void> => {
        const event = anotherEvent(name, position);
        await store.restore(name, [event]);
        heads.set(name, cursorAt(event));
      };
      const expectHeads = async (): Promise<void> => {
        const expected = [...heads].sort().map(([name, head]) => ({ tenant: name, head }));
        for (const store of [left, right]) same(await all(store.tenants()), expected, "the tenants");
      };
      await appendTo(left, tenant, 3);
      await restoreTo(right, copy, 1);
      await expectHeads();
      await appendTo(right, tenant, 1, 2);
      await appendTo(left, copy, 1);
      await expectHeads();
      await restoreTo(left, copy, 3);
      await appendTo(right, newTenant(), 1, 1);
      await expectHeads();
    },
  },
];
