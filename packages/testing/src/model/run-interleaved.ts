import type { EventStore, Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Arbitrary, Scheduler } from "fast-check";
import { array, record } from "fast-check";
import { ContractViolation, holds, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import type { Result } from "./call-facade.ts";
import { callFacade } from "./call-facade.ts";
import { checkPresent } from "./checks.ts";
import { chooseWrite } from "./choose-write.ts";
import { interleavedClock, interleavedStore } from "./interleaved-store.ts";
import type { Applied, Write } from "./model-ledger.ts";
import { applyWrite } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import type { Plan, Step } from "./plan.ts";
import { arbitraryPlan, arbitraryStep } from "./plan.ts";
import type { Traced } from "./run-sequence.ts";
import { checkEvents, drawnFrom, eventsAfter, newWorld, runStep, withTrace } from "./run-sequence.ts";
import type { Tally } from "./tally.ts";

/** What is done first, and then what is done all at once. */
export interface InterleavedPlan {
  readonly before: Plan;
  readonly atOnce: readonly Step[];
}

/** What an interleaved run works on: two stores that share nothing but the storage, and one more to look at it. */
export interface InterleavedBench {
  readonly stores: readonly [EventStore, EventStore];
  readonly observer: EventStore;
  readonly clock: TestClock;
  readonly tenants: readonly [string, string];
  readonly tally: Tally;
}

/** Plans of a few writes at once. */
export function arbitraryInterleavedPlan(): Arbitrary<InterleavedPlan> {
  return record({
    before: arbitraryPlan({ minLength: 4, maxLength: 10 }),
    atOnce: array(arbitraryStep, { minLength: 3, maxLength: 7, size: "max" }),
  });
}

/**
 * Runs writes at once through two ledgers and holds that what came of it is what one of their orders leads to: the events of each
 * acknowledged write stand in the log once and together, the model accepts them in that order with the same events and answers, and
 * every refusal is what the model answers at some point of it.
 */
export async function runInterleaved(
  bench: InterleavedBench,
  scheduler: Scheduler,
  plan: InterleavedPlan,
): Promise<void> {
  const { clock, observer, tally } = bench;
  const plain = createLedger({ store: observer, clock });
  const worlds = await Promise.all(bench.tenants.map((tenant) => newWorld(tenant, observer, plain)));
  const trace: Traced[] = [];
  for (const step of plan.before.steps) await runStep(bench, worlds, step, plan.before.material, trace);
  const [world] = worlds;
  if (world === undefined) throw new Error("a tenant is needed");

  const ledgers = bench.stores.map((store, index) =>
    createLedger({
      store: interleavedStore(store, scheduler, `store ${index}`),
      clock: interleavedClock(clock, scheduler),
    }),
  );
  const now = clock.now();
  const writes = plan.atOnce.map((step, index) => {
    const situation = { tenant: world.model, material: plan.before.material, now, remembered: [] };
    const write = chooseWrite(step, { ...situation, newCommandId: () => `unused-${index}` });
    return { ...write, options: { ...write.options, commandId: `at-once-${index}` } };
  });
  // One of them comes twice, as from a client that did not wait for its answer.
  const sent = [...writes, ...writes.slice(0, 1)];
  for (const write of sent) trace.push({ tenant: world.tenant, now, write });
  try {
    const results = await scheduler.waitFor(
      Promise.all(sent.map((write, index) => send(ledgers[index % 2], world.tenant, write))),
    );
    const events = await eventsAfter(observer, world.tenant, world.head);
    world.model = checkSerial(world.model, sent, results, events, now);
    for (const group of groupsOf(events)) world.watcher.see(group);
    await checkPresent(world);
    for (const result of results) {
      if (result.status === "rejected") tally.rejected(result.code);
      else
        tally.accepted(
          "batch",
          result.receipt.repeated ? "repeated" : result.receipt.changed ? "changed" : "unchanged",
        );
    }
    tally.sequenceEnded();
  } catch (error) {
    throw withTrace(error, trace);
  }
}

function send(ledger: Ledger | undefined, tenant: string, write: Write): Promise<Result> {
  if (ledger === undefined) throw new Error("a ledger is needed");
  const { actor, environment } = write;
  return callFacade(ledger.as({ tenant, actor, environment }), write);
}

/** Holds that the results are those of one order of the writes, and answers what that order leads to. */
function checkSerial(
  before: ModelTenant,
  writes: readonly Write[],
  results: readonly Result[],
  events: readonly RecordedEvent[],
  now: number,
): ModelTenant {
  const models = [before];
  const acknowledged = new Set<string>();
  for (const group of groupsOf(events)) {
    const id = commandOf(group[0]);
    const index = writes.findIndex((write, at) => write.options.commandId === id && isFirst(results[at]));
    const write = writes[index];
    const result = results[index];
    holds(write !== undefined && result?.status === "answered", `the events of ${id} were acknowledged`);
    holds(!acknowledged.has(id), `the events of ${id} stand together, once`);
    acknowledged.add(id);
    const { expected, tenant } = applyWrite(
      models.at(-1) ?? before,
      write,
      drawnFrom(write, result, group, now),
      now,
    );
    if (expected.status !== "done")
      throw new ContractViolation(`${id} was accepted where the model does not`);
    checkEvents(group, expected.events, write);
    same(result.answers, expected.answers, `the answers of ${id}`);
    same(
      result.receipt,
      { changed: true, position: group.at(-1)?.position, repeated: false },
      `the receipt of ${id}`,
    );
    models.push(tenant);
  }
  for (const [index, result] of results.entries()) {
    const write = writes[index];
    if (write === undefined) continue;
    const id = write.options.commandId ?? "";
    if (result.status === "rejected") checkSomewhere(models, write, result, now);
    else if (result.receipt.repeated) {
      const first = results.find((one, at) => writes[at]?.options.commandId === id && isFirst(one));
      holds(first?.status === "answered", `${id} was answered for the first time`);
      same(result.answers, first.answers, `${id} again answers the same`);
    } else if (result.receipt.changed) holds(acknowledged.has(id), `the events of ${id} are in the log`);
    else checkSomewhere(models, write, result, now);
  }
  return models.at(-1) ?? before;
}

/** Holds that the model answers a write that changed nothing in this way at some point of the order. */
function checkSomewhere(models: readonly ModelTenant[], write: Write, result: Result, now: number): void {
  const drawn = drawnFrom(write, result, [], now);
  const fits = ({ expected }: Applied): boolean => {
    if (result.status === "rejected") return expected.status === "rejected" && expected.code === result.code;
    if (expected.status !== "done" || expected.events.length > 0) return false;
    return JSON.stringify(sorted(expected.answers)) === JSON.stringify(sorted(result.answers));
  };
  if (models.some((model) => fits(applyWrite(model, write, drawn, now)))) return;
  const what =
    result.status === "rejected" ? `the refusal ${result.code}` : "the answer that nothing changed";
  throw new ContractViolation(`${what} of ${write.options.commandId} fits no point of the order`);
}

function isFirst(result: Result | undefined): boolean {
  return result?.status === "answered" && !result.receipt.repeated;
}

function groupsOf(events: readonly RecordedEvent[]): readonly (readonly RecordedEvent[])[] {
  const groups: RecordedEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last !== undefined && commandOf(last[0]) === commandOf(event)) last.push(event);
    else groups.push([event]);
  }
  return groups;
}

function commandOf(event: RecordedEvent | undefined): string {
  return event === undefined ? "" : (JSON.parse(event.metadata) as { readonly commandId: string }).commandId;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([key, part]) => [key, sorted(part)]);
}
