import type { AppendBatch } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import { aBatch, aCommand, append, conflict, nth, readAll, someEvents, toStream, upTo } from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";

const DAY = 86_400_000;

/** The same command, decided anew: with events of its own and maybe another result. */
function retried(batch: AppendBatch, ...streams: AppendBatch["streams"]): AppendBatch {
  const command = { ...batch.command, result: '{"result":"of the retry"}' };
  return { ...batch, command, streams };
}

/** CM: a command is applied once, however often it is sent. */
export const commandClauses: readonly Clause[] = [
  {
    id: "CM-1",
    title: "the same command id again changes nothing and answers what it answered first",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const batch = aBatch(tenant, toStream("a", "none", someEvents(2)), toStream("b"));
      const first = await append(left, batch);
      await append(right, aBatch(tenant, toStream("a"), toStream("c")));
      clock.advance(60_000);
      const before = await readAll(left, tenant);
      for (const store of [left, right]) {
        const again = await append(
          store,
          retried(batch, toStream("a", "none", someEvents(2)), toStream("d")),
        );
        same(again, { ...first, repeated: true }, "the answer to the repeated command");
      }
      same(await readAll(left, tenant), before, "the log after the repeats");
    },
  },
  {
    id: "CM-2",
    title: "the same command id again answers the same also where it had written nothing",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("a", "none", someEvents(2))));
      const batch = aBatch(tenant, toStream("a", 2, []));
      const first = await append(left, batch);
      same(first.position, 2, "the head at which nothing was written");
      await append(left, aBatch(tenant, toStream("a")));
      const again = await append(right, retried(batch, toStream("a", 3)));
      same(again, { ...first, repeated: true }, "the answer to the repeated command");
      same((await readAll(right, tenant)).length, 3, "the length of the log");
    },
  },
  {
    id: "CM-3",
    title: "a command id with another fingerprint is refused with command-id-reused, and nothing is written",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const command = aCommand({ fingerprint: "one" });
      await append(left, { tenant, command, streams: [toStream("a")] });
      const other = { ...command, fingerprint: "other" };
      for (const store of [left, right]) {
        await refuses("command-id-reused", "another fingerprint", () =>
          store.append({ tenant, command: other, streams: [toStream("b")] }),
        );
      }
      same((await readAll(right, tenant)).length, 1, "the length of the log");
    },
  },
  {
    id: "CM-4",
    title: "load looks a command id up",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const batch = aBatch(tenant, toStream("a", "none", someEvents(2)), toStream("b", "any", []));
      same((await right.load(tenant, { command: batch.command.id })).command, null, "the command before");
      const { position, recordedAt, versions } = await append(left, batch);
      const loaded = await right.load(tenant, { command: batch.command.id, streams: [{ stream: "a" }] });
      same(loaded.command, { ...batch.command, position, recordedAt, versions }, "the command afterwards");
      same(loaded.streams[0]?.version, 2, "the stream loaded with it");
      same((await left.load(tenant, {})).command, null, "the command where none was asked for");
    },
  },
  {
    id: "CM-5",
    title: "a conflict does not use the command id up",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      await append(left, aBatch(tenant, toStream("a")));
      const batch = aBatch(tenant, toStream("a", "none"));
      await conflict(left, batch, "a stream that exists");
      same(
        (await left.load(tenant, { command: batch.command.id })).command,
        null,
        "the command after a conflict",
      );
      const answer = await append(right, { ...batch, streams: [toStream("a", 1)] });
      holds(!answer.repeated, "the second attempt is the first that is done");
    },
  },
  {
    id: "CM-6",
    title: "a command id is remembered for as many days as was said, and no longer",
    async run({ connect, tenant, newTenant, clock }) {
      const start = clock.now();
      const cases = [
        { tenant, store: await connect(), days: 30 },
        { tenant: newTenant(), store: await connect({ keepCommandsForDays: 2 }), days: 2 },
      ];
      for (const { tenant: name, store, days } of cases) {
        clock.set(start);
        const { command } = await (async () => {
          const batch = aBatch(name, toStream("a"));
          await append(store, batch);
          return batch;
        })();
        const again = async (): Promise<boolean> =>
          (await append(store, { tenant: name, command, streams: [toStream("a")] })).repeated;
        clock.set(start + days * DAY - 60_000);
        holds(await again(), `the command is remembered just before ${days} days are over`);
        clock.set(start + days * DAY + 60_000);
        holds(!(await again()), `the command is forgotten just after ${days} days are over`);
        holds(await again(), "the command is remembered anew");
      }
    },
  },
  {
    id: "CM-7",
    title: "a command that several stores send at once is done once, and all are answered the same",
    async run({ connect, tenant }) {
      const stores = [await connect(), await connect()];
      const command = aCommand();
      const answers = await Promise.all(
        upTo(8).map((index) =>
          append(nth(stores, index % 2), { tenant, command, streams: [toStream("a", "any", someEvents(2))] }),
        ),
      );
      same(answers.filter((answer) => !answer.repeated).length, 1, "the answers that are not repeats");
      for (const answer of answers) {
        same(
          { ...answer, repeated: false },
          { ...answers[0], repeated: false },
          "what each sender is answered",
        );
      }
      same((await readAll(nth(stores, 0), tenant)).length, 2, "the length of the log");
    },
  },
  {
    id: "CM-8",
    title: "a repeated command is answered before expectations and event ids are judged",
    async run({ connect, tenant }) {
      const [left, right] = [await connect(), await connect()];
      const batch = aBatch(tenant, toStream("a", "none"));
      const first = await append(left, batch);
      same(await append(right, batch), { ...first, repeated: true }, "the answer to the very same batch");
      const stale = { ...batch, streams: [toStream("a", 17)] };
      same(await append(right, stale), { ...first, repeated: true }, "the answer to a stale batch");
    },
  },
];
