import type { EventStore, Ledger, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { readAll } from "../contract/sample.ts";
import { ContractViolation, holds, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import type { Result } from "./call-facade.ts";
import { callFacade, callOf } from "./call-facade.ts";
import { checkAnswer, checkDocuments, checkPast, checkPresent } from "./checks.ts";
import { INTEGRATION, MODEL } from "./choice.ts";
import { chooseWrite } from "./choose-write.ts";
import type { CommandCounts } from "./command-counts.ts";
import { logWatcher } from "./log-watcher.ts";
import type { Generated } from "./model-append.ts";
import type { Write } from "./model-ledger.ts";
import { applyWrite } from "./model-ledger.ts";
import type { ModelEvent } from "./model-state.ts";
import { EMPTY_TENANT } from "./model-state.ts";
import { comparableAnswers } from "./model-view.ts";
import type { Material, Plan, Step } from "./plan.ts";
import type { TestTenant } from "./test-tenant.ts";
import { subjectOf, WRITERS } from "./writers.ts";

/** What a sequence runs on. */
export interface SequenceSetup {
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly counts: CommandCounts;
  /** Two tenants without events. */
  readonly tenants: readonly [string, string];
}

/** Runs a plan on two tenants of one store. Compares every answer, event and document with the model. */
export async function runSequence(setup: SequenceSetup, plan: Plan): Promise<void> {
  const ledger = createLedger({ store: setup.store, clock: setup.clock });
  const testTenants = await Promise.all(
    setup.tenants.map((tenant) => openTestTenant(tenant, setup.store, ledger)),
  );
  const trace: TracedWrite[] = [];
  try {
    for (const step of plan.steps)
      if (step.take > 0) await runStep(setup, testTenants, step, plan.material, trace);
    for (const testTenant of testTenants) {
      await checkPresent(testTenant);
      await checkPast(testTenant);
    }
  } catch (error) {
    throw withTrace(error, trace);
  }
  setup.counts.sequenceEnded();
}

/** Opens a tenant for a test: without prompts, with one integration that every writer may read, and with a ledger for every writer. */
export async function openTestTenant(tenant: string, store: EventStore, ledger: Ledger): Promise<TestTenant> {
  const ledgers = new Map(
    WRITERS.map(({ actor, environment }) => [actor.id, ledger.as({ tenant, actor, environment })]),
  );
  const host = ledger.as({ tenant, actor: { id: "host" } });
  await host.integrations.save(INTEGRATION, { type: INTEGRATION });
  await host.integrations.saveModel(INTEGRATION, MODEL, {});
  for (const { actor } of WRITERS) {
    const subject = subjectOf(actor);
    if (subject === null) continue;
    await host.access.grant({ integration: INTEGRATION }, { subject, permissions: ["READ"] });
  }
  const events = await readAll(store, tenant);
  const watcher = logWatcher();
  watcher.see(events);
  return {
    tenant,
    store,
    ledgers,
    watcher,
    streams: new Map(),
    model: { ...EMPTY_TENANT, recordedAt: events.at(-1)?.recordedAt ?? 0 },
    head: events.length,
    modelByPosition: new Map(),
    firstAnswers: new Map(),
  };
}

/** Runs one step on one of two tenants. */
export async function runStep(
  setup: Pick<SequenceSetup, "clock" | "counts">,
  testTenants: readonly TestTenant[],
  step: Step,
  material: Material,
  trace: TracedWrite[],
): Promise<void> {
  const { clock, counts } = setup;
  const [last = 0, beforeLast = 0] = step.numbers.toReversed();
  clock.advance(last % 50 === 49 ? -20 : last % 7);
  const [testTenant, other] = beforeLast % 4 === 3 ? testTenants.toReversed() : testTenants;
  if (testTenant === undefined || other === undefined) throw new Error("two tenants are needed");
  const now = clock.now();
  const write = chooseWrite(step, {
    tenant: testTenant.model,
    material,
    now,
    applied: [...testTenant.firstAnswers.keys()],
    newCommandId: () => `command-${trace.length}`,
  });
  trace.push({ tenant: testTenant.tenant, now, write });

  const result = await callFacade(ledgerOf(testTenant, write), write);
  const events = await readAll(testTenant.store, testTenant.tenant, testTenant.head);
  const { expected, tenant } = applyWrite(
    testTenant.model,
    write,
    generatedIn(write, result, events, now),
    now,
  );

  if (expected.status === "rejected") {
    same(result.status === "rejected" ? result.code : "accepted", expected.code, "the outcome of the write");
    same(events.length, 0, "a rejected write does not change the log");
    counts.rejected(expected.code);
  } else if (result.status === "rejected") {
    throw new ContractViolation(`the write was rejected with ${result.code}, but the model accepts it`);
  } else if (expected.status === "repeated") {
    same(events.length, 0, "a repeated command does not change the log");
    const first = [...testTenant.firstAnswers].find(
      ([{ actor, options }]) => actor.id === write.actor.id && options.commandId === write.options.commandId,
    )?.[1];
    const [again, earlier] = comparableAnswers(result.answers, first?.answers ?? []);
    same(again, earlier, "a repeated command gives its first answer");
    same(result.receipt, { ...first?.receipt, repeated: true }, "the receipt of a repeated command");
    counts.accepted(callOf(write), "repeated");
  } else {
    checkEvents(events, expected.events, write);
    testTenant.watcher.see(events);
    for (const event of events)
      testTenant.streams.set(event.stream, [...(testTenant.streams.get(event.stream) ?? []), event]);
    testTenant.head += events.length;
    testTenant.model = tenant;
    const changed = expected.events.length > 0;
    same(result.receipt, { changed, position: testTenant.head, repeated: false }, "the receipt");
    checkAnswer(result.returned, result.answers, expected.answers);
    if (write.options.commandId !== undefined) testTenant.firstAnswers.set(write, result);
    if (changed) {
      testTenant.modelByPosition.set(testTenant.head, testTenant.model);
      await checkDocuments(testTenant, events);
    }
    counts.accepted(callOf(write), changed ? "changed" : "unchanged");
  }
  const { head } = await other.store.load(other.tenant, {});
  same(head.position, other.head, "another tenant's log does not change");
}

/** The ids and times that the ledger generated for a write, taken from its answer and events. */
export function generatedIn(
  { commands }: Write,
  result: Result,
  events: readonly RecordedEvent[],
  now: number,
): Generated {
  const answers = result.status === "answered" ? result.answers : [];
  return {
    promptIds: commands.map((command, index) =>
      command.type === "CreatePrompt" ? String(answers[index]?.["id"]) : undefined,
    ),
    versionIds: versionIdsOf(events),
    recordedAt: events[0]?.recordedAt ?? now,
  };
}

function versionIdsOf(events: readonly RecordedEvent[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { type, data } of events) {
    if (type !== "VersionCreated") continue;
    const { promptId, versionId } = JSON.parse(data) as {
      readonly promptId: string;
      readonly versionId: string;
    };
    ids.set(promptId, [...(ids.get(promptId) ?? []), versionId]);
  }
  return ids;
}

/** Checks that a write has exactly the events that the model expects, stream by stream. */
export function checkEvents(
  events: readonly RecordedEvent[],
  expected: readonly ModelEvent[],
  { actor, options }: Write,
): void {
  same(byStream(events), byStream(expected), "the events of the write");
  for (const event of events) {
    same(event.recordedAt, events[0]?.recordedAt, "the events of one append are recorded at one time");
    same(event.occurredAt, options.occurredAt ?? null, "occurredAt is kept");
    const metadata = JSON.parse(event.metadata) as { readonly [field: string]: unknown };
    same(metadata["actor"], actor.id, "an event names its actor");
    same(metadata["reason"], options.reason, "an event has the reason");
    if (options.commandId !== undefined)
      same(metadata["commandId"], options.commandId, "an event names its command");
  }
}

function byStream(events: readonly ModelEvent[]): object {
  const streams: Record<string, string[]> = {};
  for (const { stream, type } of events) {
    const types = streams[stream] ?? [];
    types.push(type);
    streams[stream] = types;
  }
  return streams;
}

function ledgerOf(testTenant: TestTenant, { actor }: Write): TenantLedger {
  const ledger = testTenant.ledgers.get(actor.id);
  holds(ledger !== undefined, `there is a session of ${actor.id}`);
  return ledger;
}

/** A write in the trace of a failing case. */
export interface TracedWrite {
  readonly tenant: string;
  readonly now: number;
  readonly write: Write;
}

/** The error, with the writes that led to it in its message. */
export function withTrace(error: unknown, trace: readonly TracedWrite[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  const lines = trace.map(({ tenant, now, write: { actor, commands, options } }) =>
    [tenant, now, actor.id, JSON.stringify(commands), JSON.stringify(options)].join(" "),
  );
  return new Error(`${message}\nafter these writes:\n${lines.join("\n")}`, { cause: error });
}
