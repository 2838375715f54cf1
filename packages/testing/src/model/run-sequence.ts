import type { EventStore, Ledger, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { ContractViolation, holds, same } from "../contract/violation.ts";
import type { TestClock } from "../test-clock.ts";
import type { Result } from "./call-facade.ts";
import { callFacade, callOf } from "./call-facade.ts";
import { checkAnswer, checkDocuments, checkPast, checkPresent } from "./checks.ts";
import { INTEGRATION, MODEL } from "./choice.ts";
import { chooseWrite } from "./choose-write.ts";
import { logWatcher } from "./log-watcher.ts";
import type { Write } from "./model-ledger.ts";
import { applyWrite } from "./model-ledger.ts";
import type { ModelEvent } from "./model-state.ts";
import { EMPTY_TENANT } from "./model-state.ts";
import type { Material, Plan, Step } from "./plan.ts";
import { WRITERS } from "./situation.ts";
import type { Tally } from "./tally.ts";
import type { Drawn } from "./turn.ts";
import type { World } from "./world.ts";

/** What a sequence runs on. */
export interface Bench {
  readonly store: EventStore;
  readonly clock: TestClock;
  readonly tally: Tally;
  /** Two tenants that nothing was written to. */
  readonly tenants: readonly [string, string];
}

/** Runs a plan on two tenants of one store, comparing every answer, event and document with the model. */
export async function runSequence(bench: Bench, plan: Plan): Promise<void> {
  const ledger = createLedger({ store: bench.store, clock: bench.clock });
  const worlds = await Promise.all(bench.tenants.map((tenant) => newWorld(tenant, bench.store, ledger)));
  const trace: Traced[] = [];
  try {
    for (const step of plan.steps)
      if (step.take > 0) await runStep(bench, worlds, step, plan.material, trace);
    for (const world of worlds) {
      await checkPresent(world);
      await checkPast(world);
    }
  } catch (error) {
    throw withTrace(error, trace);
  }
  bench.tally.sequenceEnded();
}

/** A tenant that has an integration with a model, which everybody may read, and no prompt, with a session of every actor. */
export async function newWorld(tenant: string, store: EventStore, ledger: Ledger): Promise<World> {
  const ledgers = new Map(
    WRITERS.map(({ actor, environment }) => [actor.id, ledger.as({ tenant, actor, environment })]),
  );
  const host = ledger.as({ tenant, actor: { id: "host" } });
  await host.integrations.save(INTEGRATION, { type: INTEGRATION });
  await host.integrations.saveModel(INTEGRATION, MODEL, {});
  for (const { actor } of WRITERS) {
    if (actor.kind !== "user" && actor.kind !== "application") continue;
    const subject = { type: actor.kind, id: actor.id };
    await host.access.grant({ integration: INTEGRATION }, { subject, permissions: ["READ"] });
  }
  const events = await eventsAfter(store, tenant, 0);
  const watcher = logWatcher();
  watcher.see(events);
  return {
    tenant,
    store,
    ledgers,
    watcher,
    streams: new Map(),
    model: EMPTY_TENANT,
    head: events.length,
    past: new Map(),
    remembered: new Map(),
  };
}

/** Runs one step on one of two tenants. */
export async function runStep(
  bench: Pick<Bench, "clock" | "tally">,
  worlds: readonly World[],
  step: Step,
  material: Material,
  trace: Traced[],
): Promise<void> {
  const { clock, tally } = bench;
  const [last = 0, beforeLast = 0] = step.dice.toReversed();
  clock.advance(last % 50 === 49 ? -20 : last % 7);
  const [world, other] = beforeLast % 4 === 3 ? worlds.toReversed() : worlds;
  if (world === undefined || other === undefined) throw new Error("two tenants are needed");
  const now = clock.now();
  const write = chooseWrite(step, {
    tenant: world.model,
    material,
    now,
    remembered: [...world.remembered.keys()],
    newCommandId: () => `command-${trace.length}`,
  });
  trace.push({ tenant: world.tenant, now, write });

  const result = await callFacade(ledgerOf(world, write), write);
  const events = await eventsAfter(world.store, world.tenant, world.head);
  const { expected, tenant } = applyWrite(world.model, write, drawnFrom(write, result, events, now), now);

  if (expected.status === "rejected") {
    same(result.status === "rejected" ? result.code : "accepted", expected.code, "the outcome of the write");
    same(events.length, 0, "a rejected write leaves the log as it was");
    tally.rejected(expected.code);
  } else if (result.status === "rejected") {
    throw new ContractViolation(`the write was rejected with ${result.code}, but is accepted by the model`);
  } else if (expected.status === "repeated") {
    same(events.length, 0, "a repeated command leaves the log as it was");
    const first = [...world.remembered].find(
      ([one]) => one.options.commandId === write.options.commandId,
    )?.[1];
    same(result.answers, first?.answers, "a repeated command answers what it answered first");
    same(result.receipt, { ...first?.receipt, repeated: true }, "the receipt of a repeated command");
    tally.accepted(callOf(write), "repeated");
  } else {
    checkEvents(events, expected.events, write);
    world.watcher.see(events);
    for (const event of events)
      world.streams.set(event.stream, [...(world.streams.get(event.stream) ?? []), event]);
    world.head += events.length;
    world.model = tenant;
    const changed = expected.events.length > 0;
    same(result.receipt, { changed, position: world.head, repeated: false }, "the receipt");
    checkAnswer(result.given, result.answers, expected.answers);
    if (write.options.commandId !== undefined) world.remembered.set(write, result);
    if (changed) {
      world.past.set(world.head, world.model);
      await checkDocuments(world, events);
    }
    tally.accepted(callOf(write), changed ? "changed" : "unchanged");
  }
  const { head } = await other.store.load(other.tenant, {});
  same(head.position, other.head, "another tenant's log stays as it was");
}

/** A tenant's events after a position. */
export async function eventsAfter(
  store: EventStore,
  tenant: string,
  after: number,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readLog(tenant, { after })) events.push(event);
  return events;
}

/** What the ledger drew in a write, taken from what it answered and wrote. */
export function drawnFrom(
  { commands }: Write,
  result: Result,
  events: readonly RecordedEvent[],
  now: number,
): Drawn {
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

/** Holds that these events, and no others, are what the model expects of a write, stream by stream. */
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
    same(metadata["actor"], actor.id, "an event tells who did it");
    same(metadata["reason"], options.reason, "an event tells why");
    if (options.commandId !== undefined)
      same(metadata["commandId"], options.commandId, "an event tells its command");
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

function ledgerOf(world: World, { actor }: Write): TenantLedger {
  const ledger = world.ledgers.get(actor.id);
  holds(ledger !== undefined, `there is a session of ${actor.id}`);
  return ledger;
}

/** A write as it was sent. */
export interface Traced {
  readonly tenant: string;
  readonly now: number;
  readonly write: Write;
}

/** The error with the writes that led to it. */
export function withTrace(error: unknown, trace: readonly Traced[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  const lines = trace.map(({ tenant, now, write: { actor, commands, options } }) =>
    [tenant, now, actor.id, JSON.stringify(commands), JSON.stringify(options)].join(" "),
  );
  return new Error(`${message}\nafter these writes:\n${lines.join("\n")}`, { cause: error });
}
