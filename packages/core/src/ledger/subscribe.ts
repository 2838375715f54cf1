import { z } from "zod";
import { checkKey, checkTenant } from "../adapter-kit/limits.ts";
import { isLedgerError } from "../errors.ts";
import type { LedgerEvent } from "../history/ledger-event.ts";
import { decodeEvent } from "../history/ledger-event.ts";
import { newAbort } from "../ports/clock.ts";
import type { Cursor } from "../store/cursor.ts";
import { START } from "../store/cursor.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { parseField } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { LedgerEngine } from "./session.ts";

/** A consumer of a tenant's events with a stored checkpoint. */
export interface SubscriptionOptions {
  readonly tenant: string;
  /** The name of the checkpoint. Among all consumers with this name, in all processes, one is active at a time. */
  readonly name: string;
  /** Called for each event in order, at least once. If it throws, the subscription ends. */
  handler(event: LedgerEvent): void | Promise<void>;
  /** How long another process waits to take over after this one died, in milliseconds. Default: 10,000. */
  readonly lease?: number;
}

/** A running subscription. */
export interface Subscription {
  /** Resolves when the subscription has ended by `stop` or by the ledger's `close`. Rejects with the handler's error. */
  readonly done: Promise<void>;
  /** Ends the subscription after the current event, and releases its ownership. */
  stop(): Promise<void>;
}

/** The checkpoint of a consumer: its position, its owner, and the end of the lease. */
interface Checkpoint {
  readonly owner: string;
  /** Until this time nobody else may take over; UTC milliseconds. */
  readonly leasedUntil: number;
  readonly cursor: Cursor;
}

const KIND = "checkpoint";
const DEFAULT_LEASE = 10_000;
/** How often the position is saved, in milliseconds. After a crash, at most the events since the last save are repeated. */
const SAVE_EVERY = 200;

const optionsSchema: z.ZodType<SubscriptionOptions> = schemaFor(
  z.strictObject({
    tenant: z.custom<string>(),
    name: z.custom<string>(),
    handler: z.custom((value) => typeof value === "function", { error: "must be a function" }),
    lease: z.int().min(1).optional(),
  }),
);

/** Starts a consumer: it waits for the ownership of its name, follows from the stored place, and saves how far it came. */
export function subscribe(engine: LedgerEngine, given: SubscriptionOptions): Subscription {
  const options = parseField("options", optionsSchema, given);
  checkTenant(options.tenant);
  checkKey(options.name, "name");
  const stopping = newAbort();
  const done = run(engine, options, stopping.signal);
  // A host that does not await `done` must not crash by it.
  done.catch(() => undefined);
  return {
    done,
    async stop() {
      stopping.abort();
      await done.catch(() => undefined);
    },
  };
}

async function run(
  engine: LedgerEngine,
  options: SubscriptionOptions,
  stopping: ReturnType<typeof newAbort>["signal"],
): Promise<void> {
  const { clock, ids } = engine;
  const lease = options.lease ?? DEFAULT_LEASE;
  const owner = ids.ulid(clock.now());
  while (!stopping.aborted) {
    try {
      const held = await acquire(engine, options, owner, lease);
      if (held === null) await clock.sleep(Math.max(1, lease / 4), stopping);
      else await consume(engine, options, held, owner, lease, stopping);
    } catch (error) {
      if (error instanceof HandlerFailure) throw error.cause;
      // The storage may be unavailable for a moment, e.g. during a restart. The consumer then continues where it was.
      if (!isLedgerError(error) || !error.retryable) throw error;
      await clock.sleep(RETRY_AFTER, stopping);
    }
  }
}

/** How long a consumer waits before it tries an unavailable storage again, in milliseconds. */
const RETRY_AFTER = 1000;

/** Marks an error of the handler, to distinguish it from errors of the storage. */
class HandlerFailure extends Error {}

async function handle(handler: SubscriptionOptions["handler"], event: RecordedEvent): Promise<void> {
  try {
    await handler(decodeEvent(event));
  } catch (cause) {
    throw new HandlerFailure("the handler failed", { cause });
  }
}

interface Held {
  readonly revision: number;
  readonly cursor: Cursor;
}

/** Takes the ownership if it is free, already ours, or expired. Null if another consumer has it. */
async function acquire(
  { store, clock }: LedgerEngine,
  { tenant, name }: SubscriptionOptions,
  owner: string,
  lease: number,
): Promise<Held | null> {
  const [stored] = await store.records.get(tenant, KIND, [name]);
  const before = stored ? (JSON.parse(stored.value) as Checkpoint) : null;
  if (before !== null && before.owner !== owner && before.leasedUntil > clock.now()) return null;
  const cursor = before?.cursor ?? START;
  const value = JSON.stringify({ owner, leasedUntil: clock.now() + lease, cursor } satisfies Checkpoint);
  const result = await store.records.put(tenant, {
    kind: KIND,
    key: name,
    value,
    expected: stored?.revision ?? "none",
  });
  return result.status === "stored" ? { revision: result.revision, cursor } : null;
}

/** Handles events until the consumer is stopped or loses its ownership, and saves its position meanwhile. */
async function consume(
  engine: LedgerEngine,
  options: SubscriptionOptions,
  held: Held,
  owner: string,
  lease: number,
  stopping: ReturnType<typeof newAbort>["signal"],
): Promise<void> {
  const { store, clock } = engine;
  const { tenant, name, handler } = options;
  const ending = newAbort();
  const end = (): void => ending.abort();
  stopping.addEventListener("abort", end, { once: true });
  let { revision, cursor } = held;
  let saved = cursor;

  const save = async (leasedUntil: number): Promise<boolean> => {
    const value = JSON.stringify({ owner, leasedUntil, cursor } satisfies Checkpoint);
    saved = cursor;
    const result = await store.records.put(tenant, { kind: KIND, key: name, value, expected: revision });
    if (result.status === "stored") revision = result.revision;
    return result.status === "stored";
  };
  const saving = (async () => {
    let renewal = clock.now() + lease / 3;
    while (!ending.signal.aborted) {
      await clock.sleep(Math.max(1, Math.min(SAVE_EVERY, lease / 3)), ending.signal);
      if (ending.signal.aborted || (saved === cursor && clock.now() < renewal)) continue;
      renewal = clock.now() + lease / 3;
      if (!(await save(clock.now() + lease))) return end();
    }
  })().catch(end);
  try {
    for await (const event of store.follow(tenant, { after: cursor, signal: ending.signal })) {
      await handle(handler, event);
      cursor = { position: event.position, eventId: event.id };
      if (ending.signal.aborted) break;
    }
  } finally {
    end();
    stopping.removeEventListener("abort", end);
    await saving;
    // If this fails, others wait until the lease expires, and the events since the last save are repeated.
    await save(0).catch(() => undefined);
  }
}
