import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { isLedgerError } from "../errors.ts";
import { boundedBacklog } from "./backlog.ts";
import type { BatcherOptions } from "./batcher.ts";
import { batcher } from "./batcher.ts";

interface Request {
  readonly tenant: string;
  readonly name: string;
  readonly weight?: number;
  readonly key?: string;
  readonly read?: string;
}

/** A batcher whose calls stay in flight until they are let go, with what each of them held. */
function bench(options: Partial<BatcherOptions<Request, string>> = {}) {
  const calls: string[][] = [];
  const held: (() => void)[] = [];
  const tested = batcher<Request, string>({
    tenantOf: ({ tenant }) => tenant,
    weightOf: ({ weight }) => weight ?? 1,
    keysOf: ({ key }) => (key === undefined ? [] : [key]),
    readsOf: ({ read }) => (read === undefined ? [] : [read]),
    calls: () => 1,
    backlog: boundedBacklog({ requests: 2000, bytes: 10_000_000 }),
    turn,
    async send(requests) {
      calls.push(requests.map(({ name }) => name));
      await new Promise<void>((resolve) => held.push(resolve));
      return requests.map(({ name }) => ({ answer: name }));
    },
    ...options,
  });
  const letGo = async (): Promise<void> => {
    held.shift()?.();
    await turns();
  };
  return { tested, calls, letGo };
}

// Long enough for a batcher to send what waits.
async function turns(): Promise<void> {
  for (let count = 0; count < 4; count++) await turn();
}

const of = (tenant: string, ...names: readonly string[]): Request[] =>
  names.map((name) => ({ tenant, name }));

test("what waits while a call is in flight goes together with the next one, each with its own answer", async () => {
  const { tested, calls, letGo } = bench();
  const first = tested.run({ tenant: "a", name: "1" });
  await turns();
  const others = of("a", "2", "3", "4").map((request) => tested.run(request));
  await turns();
  expect(calls).toEqual([["1"]]);
  await letGo();
  expect(calls).toEqual([["1"], ["2", "3", "4"]]);
  await letGo();
  expect(await Promise.all([first, ...others])).toEqual(["1", "2", "3", "4"]);
  await tested.idle();
});

test("tenants take turns, so that a busy one does not keep the others waiting", async () => {
  const { tested, calls, letGo } = bench();
  const many = Array.from({ length: 1000 }, (_, index) => `busy-${index}`);
  for (const request of [...of("busy", ...many), ...of("quiet", "quiet-1")]) void tested.run(request);
  await turns();
  expect(calls[0]).toHaveLength(512);
  expect(calls[0]?.slice(0, 3)).toEqual(["busy-0", "quiet-1", "busy-1"]);
  for (const request of of("late", "late-1")) void tested.run(request);
  await letGo();
  expect(calls[1]?.slice(0, 2)).toEqual(["busy-511", "late-1"]);
  await letGo();
});

test("calls of one tenant each are its own, and the tenants take turns from call to call", async () => {
  const { tested, calls, letGo } = bench({ oneTenant: true });
  const many = Array.from({ length: 513 }, (_, index) => `busy-${index}`);
  for (const request of [...of("busy", ...many), ...of("quiet", "quiet-1", "quiet-2")])
    void tested.run(request);
  await turns();
  await letGo();
  await letGo();
  expect([calls[0]?.length, ...calls.slice(1)]).toEqual([512, ["quiet-1", "quiet-2"], ["busy-512"]]);
  await letGo();
  await tested.idle();
});

test("requests with a key in common go one after the other, and those behind them go on", async () => {
  const { tested, calls, letGo } = bench();
  const keyed = (name: string, key: string): Request => ({ tenant: "a", name, key });
  for (const request of [keyed("1", "x"), keyed("2", "x"), keyed("3", "y"), keyed("4", "x")])
    void tested.run(request);
  await turns();
  await letGo();
  await letGo();
  expect(calls).toEqual([["1", "3"], ["2"], ["4"]]);
  await letGo();
});

test("a call holds 1 MB, unless a single request has more", async () => {
  const { tested, calls, letGo } = bench();
  const weights = { a: 600_000, b: 600_000, c: 3_000_000, d: 10 };
  for (const [name, weight] of Object.entries(weights)) void tested.run({ tenant: "a", name, weight });
  await turns();
  for (let call = 0; call < 3; call++) await letGo();
  expect(calls).toEqual([["a"], ["b"], ["c"], ["d"]]);
  await letGo();
});

test("a call holds fewer bytes where that is asked for", async () => {
  const { tested, calls, letGo } = bench({ bytes: 100 });
  const weights = { a: 60, b: 40, c: 1, d: 200 };
  for (const [name, weight] of Object.entries(weights)) void tested.run({ tenant: "a", name, weight });
  await turns();
  for (let call = 0; call < 3; call++) await letGo();
  expect(calls).toEqual([["a", "b"], ["c"], ["d"]]);
  await letGo();
});

test("more than may wait is refused with what is allowed, by count and by bytes", async () => {
  const { tested, letGo } = bench({ backlog: boundedBacklog({ requests: 2, bytes: 100 }) });
  void tested.run({ tenant: "a", name: "in flight" });
  await turns();
  const waiting = [tested.run({ tenant: "a", name: "1", weight: 60 })];
  const heavy = await tested.run({ tenant: "a", name: "heavy", weight: 60 }).catch((error: unknown) => error);
  expect(isLedgerError(heavy, "overloaded")).toBe(true);
  waiting.push(tested.run({ tenant: "a", name: "2", weight: 10 }));
  await expect(tested.run({ tenant: "a", name: "3", weight: 1 })).rejects.toThrow(/at most 2 and 100/u);
  await letGo();
  await letGo();
  expect(await Promise.all(waiting)).toEqual(["1", "2"]);
});

test("the error of a call rejects all its requests, and later requests go on", async () => {
  let fails = true;
  const { tested } = bench({
    async send(requests) {
      if (fails) throw new Error("lost");
      return requests.map(({ name }) => ({ answer: name }));
    },
  });
  const outcomes = await Promise.allSettled(of("a", "1", "2").map((request) => tested.run(request)));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  fails = false;
  expect(await tested.run({ tenant: "a", name: "3" })).toBe("3");
});

test("many are shared out between the calls that may go at once", async () => {
  const { tested, calls, letGo } = bench({ calls: () => 2 });
  for (const request of of("a", ...Array.from({ length: 64 }, (_, index) => String(index))))
    void tested.run(request);
  await turns();
  expect(calls.map((call) => call.length)).toEqual([32, 32]);
  await letGo();
  await letGo();
  await tested.idle();
});

test("how many calls may go at once can change while some are in flight, and nobody is forgotten", async () => {
  let most = 2;
  const { tested, calls, letGo } = bench({ calls: () => most });
  const names = (from: number): Request[] =>
    of("a", ...Array.from({ length: 20 }, (_, index) => String(from + index)));
  const all = names(0).map((request) => tested.run(request));
  await turns();
  all.push(...names(20).map((request) => tested.run(request)));
  most = 1;
  await letGo();
  expect(calls.map((call) => call.length)).toEqual([10, 10]);
  await letGo();
  expect(calls.map((call) => call.length)).toEqual([10, 10, 20]);
  most = 2;
  all.push(...names(40).map((request) => tested.run(request)));
  await turns();
  expect(calls.map((call) => call.length)).toEqual([10, 10, 20, 20]);
  await letGo();
  await letGo();
  expect(await Promise.all(all)).toHaveLength(60);
  await tested.idle();
});

test("batchers that share a backlog share its bounds", async () => {
  const shared = boundedBacklog({ requests: 2, bytes: 100 });
  const [left, right] = [bench({ backlog: shared }), bench({ backlog: shared })];
  const waiting = [left.tested.run({ tenant: "a", name: "1" }), right.tested.run({ tenant: "b", name: "2" })];
  await expect(left.tested.run({ tenant: "a", name: "3" })).rejects.toMatchObject({ code: "overloaded" });
  await turns();
  await Promise.all([left.letGo(), right.letGo()]);
  expect(await Promise.all(waiting)).toEqual(["1", "2"]);
});

test("who only depends on a key goes together with others that do, and before one that has it, but not behind it", async () => {
  const { tested, calls, letGo } = bench();
  const wait = tested.run({ tenant: "a", name: "first" });
  await turns();
  const reader = (name: string): Request => ({ tenant: "a", name, read: "access" });
  const all = [
    reader("1"),
    reader("2"),
    { tenant: "a", name: "writer", key: "access" },
    reader("3"),
    { tenant: "a", name: "other", key: "b" },
  ].map((request) => tested.run(request));
  await turns();
  await letGo();
  expect(calls.at(-1)).toEqual(["1", "2", "writer", "other"]);
  await letGo();
  expect(calls.at(-1)).toEqual(["3"]);
  await letGo();
  await Promise.all([wait, ...all]);
});

test("a request whose signal aborts while it waits is never sent, and leaves its place; one in flight stays", async () => {
  const backlog = boundedBacklog({ requests: 2, bytes: 100 });
  const { tested, calls, letGo } = bench({ backlog, oneTenant: true });
  const controller = new AbortController();
  const { signal } = controller;
  const inFlight = tested.run({ tenant: "a", name: "1" }, signal);
  await turns();
  const waiting = tested.run({ tenant: "a", name: "2" }, signal);
  const other = tested.run({ tenant: "b", name: "3" });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await expect(tested.run({ tenant: "a", name: "4" }, signal)).rejects.toMatchObject({ code: "unavailable" });
  const next = tested.run({ tenant: "b", name: "5" });
  await letGo();
  await letGo();
  expect(calls).toEqual([["1"], ["3", "5"]]);
  expect(await Promise.all([inFlight, other, next])).toEqual(["1", "3", "5"]);
  await tested.idle();
});

test("a call of which all requests have left is not sent", async () => {
  const { tested, calls, letGo } = bench();
  const controller = new AbortController();
  const first = tested.run({ tenant: "a", name: "1" });
  await turns();
  const left = tested.run({ tenant: "a", name: "2" }, controller.signal);
  controller.abort();
  await expect(left).rejects.toMatchObject({ code: "unavailable" });
  await letGo();
  await first;
  await tested.idle();
  expect(calls).toEqual([["1"]]);
});
