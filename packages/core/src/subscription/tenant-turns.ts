import type { Clock, Signal } from "../ports/clock.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import type { AllTenantsStates } from "./all-tenants-states.ts";
import type { AttemptResult, Attempts } from "./attempts.ts";
import { newAttempts } from "./attempts.ts";
import type { SubscriptionEngine } from "./engine.ts";
import { DEFAULT_LEASE } from "./run-subscription.ts";
import type { AllTenantsSubscriptionOptions } from "./subscription-options.ts";

/** Tenants that take turns. */
export interface TenantTurns {
  /** Gives a tenant a turn: soon, or after its present one, or when its wait is over. One that failed for good gets none. */
  add(tenant: string): void;
  /** Resolves when no tenant has a turn. */
  idle(): Promise<void>;
}

/** How many tenants are handled at the same time. */
const CONCURRENCY = 10;

/** A tenant has its turn for so long while it has events, in milliseconds. Then it is the turn of others. */
const TURN = 1000;

/** What a tenant does. One that is not here has nothing to do. */
type Doing = "queued" | "running" | "running again" | "waiting" | "failed";

/**
 * Handles the events of tenants, of so many at the same time, in turns. In its turn, a tenant is owned, and its events up to the head are handled.
 * Between turns nobody owns it, so that tenants without new events cost nothing.
 */
export function tenantTurns(
  engine: SubscriptionEngine,
  options: AllTenantsSubscriptionOptions,
  states: AllTenantsStates,
  stopping: Signal,
): TenantTurns {
  const { clock, ids, store } = engine;
  const { name, concurrency = CONCURRENCY, lease = DEFAULT_LEASE } = options;
  const owner = ids.ulid(clock.now());
  const doing = new Map<string, Doing>();
  const queue = new Set<string>();
  const known = new Map<string, Attempts>();
  let running = 0;
  let resolveIdle: (() => void) | null = null;

  function attemptsOf(tenant: string): Attempts {
    const attempts =
      known.get(tenant) ??
      newAttempts(engine, { tenant, name, owner, lease }, options, states.of(tenant), stopping);
    known.set(tenant, attempts);
    return attempts;
  }

  /** One turn. Answers whether there are more events. */
  async function turn(tenant: string, attempts: Attempts): Promise<AttemptResult | { status: "more" }> {
    let until = 0;
    let isCut = false;
    const result = await attempts.next({
      async hasWork({ cursor, isReleased }) {
        const { head } = await store.load(tenant, {});
        until = head.position;
        return !isReleased || head.position !== cursor.position || head.eventId !== cursor.eventId;
      },
      async *events(after) {
        for await (const event of forTime(clock, store.readLog(tenant, { after, until }))) {
          isCut = event.position < until;
          yield event;
        }
      },
    });
    return result.status === "done" && isCut ? { status: "more" } : result;
  }

  function enqueue(tenant: string): void {
    doing.set(tenant, "queued");
    queue.add(tenant);
  }

  async function run(tenant: string): Promise<void> {
    doing.set(tenant, "running");
    running += 1;
    const attempts = attemptsOf(tenant);
    const result = await turn(tenant, attempts);
    running -= 1;
    const isAgain = result.status === "more" || doing.get(tenant) === "running again";
    doing.delete(tenant);
    if (result.status === "later") void wait(tenant, result.wait);
    else if (result.status === "ended") doing.set(tenant, "failed");
    else if (isAgain) enqueue(tenant);
    else if (attempts.isClean()) known.delete(tenant);
    start();
    if (running === 0) resolveIdle?.();
  }

  async function wait(tenant: string, milliseconds: number): Promise<void> {
    doing.set(tenant, "waiting");
    await clock.sleep(milliseconds, stopping);
    enqueue(tenant);
    start();
  }

  function start(): void {
    for (const tenant of queue) {
      if (running >= concurrency || stopping.aborted) return;
      queue.delete(tenant);
      void run(tenant);
    }
  }

  return {
    add(tenant) {
      const current = doing.get(tenant);
      if (current === "running") doing.set(tenant, "running again");
      if (current !== undefined) return;
      enqueue(tenant);
      start();
    },
    idle: () =>
      new Promise((resolve) => {
        resolveIdle = resolve;
        if (running === 0) resolve();
      }),
  };
}

/** The events of one turn. */
async function* forTime(clock: Clock, events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
  const end = clock.now() + TURN;
  for await (const event of events) {
    yield event;
    if (clock.now() >= end) return;
  }
}
