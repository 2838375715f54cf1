import type { EventStore, Ledger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import type { Arbitrary, Scheduler } from "fast-check";
import { array, record } from "fast-check";
import { readAll } from "../contract/sample.ts";
import { ContractViolation, holds, isSame, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import type { Result } from "./call-facade.ts";
import { callFacade } from "./call-facade.ts";
import { checkPresent } from "./checks.ts";
import { chooseWrite } from "./choose-write.ts";
import type { CommandCounts } from "./command-counts.ts";
import { interleavedClock, interleavedStore } from "./interleaved-store.ts";
import type { Applied, Write } from "./model-ledger.ts";
import { applyWrite } from "./model-ledger.ts";
import type { ModelTenant } from "./model-state.ts";
import { comparableAnswers } from "./model-view.ts";
import type { Plan, Step } from "./plan.ts";
import { arbitraryPlan, arbitraryStep } from "./plan.ts";
import type { TracedWrite } from "./run-sequence.ts";
import { checkEvents, generatedIn, openTestTenant, runStep, withTrace } from "./run-sequence.ts";

/** The steps that run first, one by one, and those that then run at the same time. */
export interface InterleavedPlan {
  readonly before: Plan;
  readonly atOnce: readonly Step[];
}

/** What an interleaved run works on: two stores that share only the storage, and a third that observes it. */
export interface InterleavedSetup {
  readonly stores: readonly [EventStore, EventStore];
  readonly observer: EventStore;
  readonly clock: TestClock;
  readonly tenants: readonly [string, string];
  readonly counts: CommandCounts;
}

/** Plans with a few concurrent writes. */
export function arbitraryInterleavedPlan(): Arbitrary<InterleavedPlan> {
  return record({
    before: arbitraryPlan({ minLength: 4, maxLength: 10 }),
    atOnce: array(arbitraryStep, { minLength: 3, maxLength: 7, size: "max" }),
  });
}

/**
 * Runs concurrent writes through two ledgers and checks that the outcome is that of one of their orders: the events of each acknowledged
 * write are in the log once and together, the model accepts the writes in that order with the same events and answers, and the model gives
 * every rejection at some point of the order.
 */
export async function runInterleaved(
  setup: InterleavedSetup,
  scheduler: Scheduler,
  plan: InterleavedPlan,
): Promise<void> {
  const { clock, observer, counts } = setup;
  const plain = createLedger({ store: observer, clock });
  const testTenants = await Promise.all(
    setup.tenants.map((tenant) => openTestTenant(tenant, observer, plain)),
  );
  const trace: TracedWrite[] = [];
  for (const step of plan.before.steps) await runStep(setup, testTenants, step, plan.before.material, trace);
  const [testTenant] = testTenants;
  if (testTenant === undefined) throw new Error("a tenant is needed");

  const ledgers = setup.stores.map((store, index) =>
    createLedger({
      store: interleavedStore(store, scheduler, `store ${index}`),
      clock: interleavedClock(clock, scheduler),
    }),
  );
  const now = clock.now();
  const writes = plan.atOnce.map((step, index) => {
    const context = { tenant: testTenant.model, material: plan.before.material, now, applied: [] };
    const write = chooseWrite(step, { ...context, newCommandId: () => `unused-${index}` });
    return { ...write, options: { ...write.options, commandId: `at-once-${index}` } };
  });
  // One write is sent twice, as by a client that did not wait for its answer.
  const sent = [...writes, ...writes.slice(0, 1)];
  for (const write of sent) trace.push({ tenant: testTenant.tenant, now, write });
  try {
    const results = await scheduler.waitFor(
      Promise.all(sent.map((write, index) => send(ledgers[index % 2], testTenant.tenant, write))),
    );
    const events = await readAll(observer, testTenant.tenant, testTenant.head);
    testTenant.model = checkSerial(testTenant.model, sent, results, events, now);
    for (const group of groupsOf(events)) testTenant.watcher.see(group);
    await checkPresent(testTenant);
    for (const result of results) {
      if (result.status === "rejected") counts.rejected(result.code);
      else
        counts.accepted(
          "batch",
          result.receipt.repeated ? "repeated" : result.receipt.changed ? "changed" : "unchanged",
        );
    }
    counts.sequenceEnded();
  } catch (error) {
    throw withTrace(error, trace);
  }
}

function send(ledger: Ledger | undefined, tenant: string, write: Write): Promise<Result> {
  if (ledger === undefined) throw new Error("a ledger is needed");
  const { actor, environment } = write;
  return callFacade(ledger.as({ tenant, actor, environment }), write);
}

/** Checks that the results are those of one order of the writes. Returns the state that this order leads to. */
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
    holds(!acknowledged.has(id), `the events of ${id} are in the log once, together`);
    acknowledged.add(id);
    const { expected, tenant } = applyWrite(
      models.at(-1) ?? before,
      write,
      generatedIn(write, result, group, now),
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
      const [again, earlier] = comparableAnswers(result.answers, first.answers);
      same(again, earlier, `${id} again answers the same`);
    } else if (result.receipt.changed) holds(acknowledged.has(id), `the events of ${id} are in the log`);
    else checkSomewhere(models, write, result, now);
  }
  return models.at(-1) ?? before;
}

/** Checks that the model gives this result, which changed nothing, at some point of the order. */
function checkSomewhere(models: readonly ModelTenant[], write: Write, result: Result, now: number): void {
  const generated = generatedIn(write, result, [], now);
  const fits = ({ expected }: Applied): boolean => {
    if (result.status === "rejected") return expected.status === "rejected" && expected.code === result.code;
    if (expected.status !== "done" || expected.events.length > 0) return false;
    return isSame(expected.answers, result.answers);
  };
  if (models.some((model) => fits(applyWrite(model, write, generated, now)))) return;
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
