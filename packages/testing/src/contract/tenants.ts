import type { EventStore } from "@promptledger/core";
import { aQuery } from "./catalog-model.ts";
import type { Clause } from "./clause.ts";
import { promptCreated, promptEdited, versionCreated } from "./prompt-facts.ts";
import { happen, promptHistory } from "./prompt-history.ts";
import {
  aBatch,
  aCommand,
  all,
  anEvent,
  append,
  loadStream,
  readAll,
  someEvents,
  toStream,
} from "./sample.ts";
import { holds, same } from "./violation.ts";
import { pause, take } from "./waiting.ts";

const PROMPT = "prm-of-both";
const page = { number: 1, size: 10 };

/** Everything that can be read of a tenant. */
async function everything(store: EventStore, tenant: string, command: string): Promise<string> {
  const prompt = { id: PROMPT };
  return JSON.stringify([
    await readAll(store, tenant),
    await store.load(tenant, {
      streams: [{ stream: "a" }, { stream: `prompt-${PROMPT}` }],
      documents: [
        { kind: "prompt", prompt },
        { kind: "prompt", prompt: { slug: "greeting" } },
        { kind: "version", prompt, number: 1 },
      ],
      command,
    }),
    await store.catalog.findPrompts(tenant, aQuery()),
    await store.catalog.findVersions(tenant, { prompt, page }),
    await store.records.list(tenant, "kind"),
  ]);
}

/** TE: tenants are separate. */
export const tenantClauses: readonly Clause[] = [
  {
    id: "TE-1",
    title: "a tenant sees nothing of another, even if all names are the same",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const other = newTenant();
      const command = aCommand();
      const empty = await everything(right, other, command.id);
      const event = anEvent();
      const fill = async (name: string, title: string): Promise<void> => {
        const history = promptHistory(PROMPT);
        await append(left, { tenant: name, command, streams: [toStream("a", "none", [event])] });
        await happen(
          left,
          name,
          history,
          promptCreated(PROMPT, { slug: "greeting", name: title }),
          versionCreated(PROMPT, 1),
        );
        await left.records.put(name, [{ kind: "kind", key: "key", value: title, expected: "none" }]);
      };
      await fill(tenant, "First");
      same(await everything(right, other, command.id), empty, "what the other tenant has");
      const first = await everything(right, tenant, command.id);
      await fill(other, "Second");
      same(await everything(right, tenant, command.id), first, "what the first tenant has, afterwards");
      same(
        (await readAll(right, other))[0],
        { ...(await readAll(right, tenant))[0], tenant: other },
        "the same event in both",
      );
    },
  },
  {
    id: "TE-2",
    title: "positions, versions and times are separate for each tenant",
    async run({ connect, tenant, newTenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const other = newTenant();
      const start = clock.now();
      clock.set(start + 60_000);
      await append(left, aBatch(tenant, toStream("a", "none", someEvents(7))));
      clock.set(start);
      const answer = await append(right, aBatch(other, toStream("a", "none", someEvents(2))));
      same([answer.position, answer.recordedAt - start], [2, 0], "position and time in the other tenant");
      same((await loadStream(left, other, "a")).version, 2, "the version of the stream of the same name");
      same(
        (await append(right, aBatch(tenant, toStream("a", 7)))).position,
        8,
        "the position in the first tenant",
      );
    },
  },
  {
    id: "TE-3",
    title: "a follower gets the events of its tenant only",
    async run(context) {
      const { connect, tenant } = context;
      const other = context.newTenant();
      const [left, right] = [await connect(), await connect()];
      const follower = right.follow(tenant, { after: 0 })[Symbol.asyncIterator]();
      const taking = take(context, follower, 4);
      for (const name of [other, tenant, other, tenant]) {
        await append(left, aBatch(name, toStream("a", "any", someEvents(2))));
        await pause();
      }
      const taken = await taking;
      same(
        taken.map((event) => event.tenant),
        [tenant, tenant, tenant, tenant],
        "the tenants of the events",
      );
      same(taken, await readAll(left, tenant), "what the follower got");
    },
  },
  {
    id: "TE-4",
    title: "names that differ in case, a dot, a dash or an underscore are names of different tenants",
    async run({ connect }) {
      const [left, right] = [await connect(), await connect()];
      const names = [
        "acme",
        "Acme",
        "ACME",
        "ac.me",
        "ac-me",
        "ac_me",
        "acme.",
        "acme1",
        "acme-1",
        "a".repeat(64),
        "a".repeat(63),
        "__proto__",
        "constructor",
        "0",
        "-",
        ".",
      ];
      for (const name of names) {
        await append(left, aBatch(name, toStream(`of-${name}`, "none")));
        await left.records.put(name, [{ kind: "kind", key: name, value: "{}", expected: "none" }]);
      }
      for (const name of names) {
        const log = await readAll(right, name);
        same(
          log.map((event) => [event.tenant, event.stream, event.position]),
          [[name, `of-${name}`, 1]],
          `the log of ${name}`,
        );
        same(
          (await right.records.list(name, "kind")).map((record) => record.key),
          [name],
          `the records of ${name}`,
        );
      }
    },
  },
  {
    id: "TE-5",
    title: "restoring and rebuilding a tenant does not change another",
    async run({ connect, tenant, newTenant }) {
      const [left, right] = [await connect(), await connect()];
      const history = promptHistory(PROMPT);
      await happen(
        left,
        tenant,
        history,
        promptCreated(PROMPT, { slug: "greeting" }),
        versionCreated(PROMPT, 1),
      );
      await happen(left, tenant, history, promptEdited({ name: "Renamed" }));
      const before = await everything(left, tenant, "none");
      const copy = newTenant();
      await right.restore(copy, (await readAll(left, tenant)).slice(0, 1));
      await all(right.rebuild(copy));
      same(await everything(left, tenant, "none"), before, "the first tenant after another was restored");
      await all(right.rebuild(tenant));
      const { rows } = await left.catalog.findPrompts(copy, aQuery());
      holds(rows.length === 1 && rows[0]?.current === null, "the copy has its one prompt, without a version");
    },
  },
];
