import type { Clause } from "./clause.ts";
import { aBatch, anEvent, append, conflict, readAll, toStream, unique } from "./sample.ts";
import { holds, refuses, same } from "./violation.ts";
import { withWrongClock } from "./wrong-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TEN_YEARS = 3653 * DAY;

/** TI: moments are the store's. No writer's clock decides on them. */
export const timeClauses: readonly Clause[] = [
  {
    id: "TI-1",
    title: "a writer's wrong clock moves no event",
    withoutClock: true,
    async run({ connect, tenant, newTenant }) {
      const [right, wrong] = [await connect(), await connect()];
      const { recordedAt: start } = await append(right, aBatch(tenant, toStream("a")));
      const times: number[] = [];
      for (const offset of [-TEN_YEARS, TEN_YEARS]) {
        for (const name of [tenant, newTenant()]) {
          const batch = aBatch(name, toStream(unique("stream")));
          times.push((await withWrongClock(offset, () => append(wrong, batch))).recordedAt);
        }
      }
      times.push((await append(right, aBatch(tenant, toStream("a")))).recordedAt);
      times.push(...(await readAll(right, tenant)).map((event) => event.recordedAt));
      for (const time of times)
        holds(Math.abs(time - start) < HOUR, `an event was recorded ${time - start} ms after the first one`);
    },
  },
  {
    id: "TI-2",
    title: "a writer's wrong clock forgets no command id and hides none",
    withoutClock: true,
    async run({ connect, tenant }) {
      const [right, wrong] = [await connect(), await connect()];
      const batch = aBatch(tenant, toStream("a", "none"));
      const first = await append(right, batch);
      const found = await withWrongClock(TEN_YEARS, async () => {
        await append(wrong, aBatch(tenant, toStream("b")));
        return (await wrong.load(tenant, { command: batch.command.id })).command;
      });
      same(found?.position, first.position, "the command that is found while the clock is wrong");
      const again = await withWrongClock(TEN_YEARS, () => append(wrong, batch));
      same(again, { ...first, repeated: true }, "the repeated command while the clock is wrong");
      same(await append(right, batch), { ...first, repeated: true }, "the repeated command");
      const { command } = await right.load(tenant, { command: batch.command.id });
      same(command?.position, first.position, "the command that is found afterwards");
    },
  },
  {
    id: "TI-3",
    title: "an event that occurred after its append is refused with time-in-future, and nothing is written",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const now = clock.now();
      const early = anEvent({ occurredAt: now + 1 });
      const batch = aBatch(
        tenant,
        toStream("a", "none", [anEvent(), early]),
        toStream("b", "none", [anEvent({ occurredAt: now })]),
      );
      await refuses("time-in-future", "an event that occurs in 1 ms", () => left.append(batch));
      same((await left.load(tenant, { command: batch.command.id })).command, null, "the refused command");
      same(await readAll(right, tenant), [], "the log after the refusal");
      await conflict(right, aBatch(tenant, toStream("a", "exists", [early])), "a stream that does not exist");
      clock.advance(1);
      const first = await append(right, batch);
      same(first.recordedAt, now + 1, "the time of the append");
      // The log's time counts, not a clock that has gone back.
      clock.set(now - HOUR);
      same(await append(left, batch), { ...first, repeated: true }, "the repeated command");
      await append(left, aBatch(tenant, toStream("a", 2, [anEvent({ occurredAt: now + 1 })])));
      await refuses("time-in-future", "an event that occurs after the log's last time", () =>
        left.append(aBatch(tenant, toStream("a", 3, [anEvent({ occurredAt: now + 2 })]))),
      );
    },
  },
  {
    id: "TI-4",
    title: "an append without events does not move the time of the next event",
    async run({ connect, tenant, clock }) {
      const [left, right] = [await connect(), await connect()];
      const { recordedAt: start } = await append(left, aBatch(tenant, toStream("a")));
      clock.advance(HOUR);
      const idle = await append(left, aBatch(tenant, toStream("a", 1, [])));
      same(idle.recordedAt, start + HOUR, "the time of the append without events");
      clock.set(start + 1);
      const last = await append(right, aBatch(tenant, toStream("a", 1)));
      same(last.recordedAt, start + 1, "the time of the next event");
    },
  },
  {
    id: "TI-5",
    title: "whether an event occurred in the future is not decided by the writer's clock",
    withoutClock: true,
    async run({ connect, tenant }) {
      const [right, wrong] = [await connect(), await connect()];
      const { recordedAt: now } = await append(right, aBatch(tenant, toStream("a")));
      const at = (occurredAt: number) => aBatch(tenant, toStream("a", "any", [anEvent({ occurredAt })]));
      await refuses("time-in-future", "an event of tomorrow, for a clock that is ahead", () =>
        withWrongClock(TEN_YEARS, () => wrong.append(at(now + DAY))),
      );
      await withWrongClock(-TEN_YEARS, () => append(wrong, at(now)));
      same((await readAll(right, tenant)).length, 2, "the length of the log");
    },
  },
];
