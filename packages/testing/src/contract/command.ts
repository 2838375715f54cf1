import type { AppendBatch } from "@promptledger/core/adapter";
import type { Clause } from "./clause.ts";
import { aBatch, aCommand, append, conflict, nth, readAll, someEvents, toStream, upTo } from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";

const DAY = 86_400_000;

/** The same command, decided again: with new events and perhaps another result. */
function retried(batch: AppendBatch, ...streams: AppendBatch["streams"]): AppendBatch {
  const command = { ...batch.command, result: '{"result":"of the retry"}' };
  return { ...batch, command, streams };
}

/** CM: a command is applied once, however often it is sent. */
export const commandClauses: readonly Clause[] = [
  {
    id: "CM-1",
    title: "a repeated command id changes nothing and gives the first answer",
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
    title: "a repeated command id gives the first answer also if the command wrote nothing",
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
      same((await left.load(tenant, {})).command, null, "the command of a load that asked for none");
    },
  },
  {
    id: "CM-5",
    title: "a conflict does not use up the command id",
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
      holds(!answer.repeated, "the second attempt is not a repeat");
    },
  },
  {
    id: "CM-6",
    title: "a command id is kept for the configured number of days, and no longer",
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
        holds(await again(), `the command is known just before ${days} days are over`);
        clock.set(start + days * DAY + 60_000);
        holds(!(await again()), `the command is unknown just after ${days} days are over`);
        holds(await again(), "the command is known again");
      }
    },
  },
  {
    id: "CM-7",
    title: "a command that several stores send at the same time is applied once, and all get the same answer",
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
