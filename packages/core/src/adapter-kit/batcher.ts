import { LedgerError } from "../errors.ts";

/** Requests that wait while calls are in flight, and then go together. There is no timer: a request alone goes at once. */
export interface Batcher<Request, Answer> {
  run(request: Request): Promise<Answer>;
  /** Settles when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
}

/** What a batcher is made of. */
export interface BatcherOptions<Request, Answer> {
  /** Sends requests as one call. Answers for each of them, in their order; what it throws, all of them are told. */
  send(requests: readonly Request[]): Promise<readonly Outcome<Answer>[]>;
  /** Tenants take turns, so that a busy one does not keep the others waiting. */
  tenantOf(request: Request): string;
  /** How many bytes it will take, about. */
  weightOf(request: Request): number;
  /** Requests that have one of these in common go one after the other, not in one call. */
  keysOf(request: Request): readonly string[];
  /** Keys of others that a request depends on: behind one that has them it does not go in the same call. Default: none. */
  readsOf?(request: Request): readonly string[];
  /** How many calls may be in flight at once; asked for each call anew. */
  calls(): number;
  /** Whether a call holds requests of one tenant only; the tenants take turns from call to call. Default: false. */
  readonly oneTenant?: boolean;
  /** How many bytes a call takes, unless a single request has more. Default: 1 MB. */
  readonly bytes?: number;
  /** Where requests wait; batchers that share it share its bounds. */
  readonly backlog: Backlog;
  /** Settles when whatever is to go along has had its turn: `setImmediate` or `process.nextTick`, where there is one. */
  turn(): Promise<unknown>;
}

/** How many requests, and how many bytes of them, wait in a process; one more than may is refused as `overloaded`. */
export interface Backlog {
  /** Throws where it is full. */
  enter(bytes: number): void;
  leave(bytes: number): void;
}

/** A backlog of so many requests and so many bytes; a single request may be larger. */
export function boundedBacklog(maximum: { readonly requests: number; readonly bytes: number }): Backlog {
  let waiting = 0;
  let held = 0;
  return {
    enter(bytes) {
      if (waiting >= maximum.requests || (waiting > 0 && held + bytes > maximum.bytes)) {
        const message = `${waiting} calls of ${held} bytes wait already, and at most ${maximum.requests} and ${maximum.bytes} may; try again later`;
        throw new LedgerError("overloaded", message);
      }
      waiting += 1;
      held += bytes;
    },
    leave(bytes) {
      waiting -= 1;
      held -= bytes;
    },
  };
}

/** What came of one request of a call. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

/** The answer to the one request of a call; throws what came of it instead. */
export function onlyAnswer<Answer>([settled]: readonly Outcome<Answer>[]): Answer {
  if (settled === undefined || "error" in settled) throw settled?.error;
  return settled.answer;
}

/** One call takes at most so many requests, and so many bytes unless it is told otherwise. */
const CALL = { requests: 512, bytes: 1_048_576 };

/** Fewer requests than these go in one call, whatever is free. */
const WORTH_SHARING = 8;

/** How far ahead a tenant's requests are looked at for some that may go together. */
const LOOKAHEAD = 2048;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly weight: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** A batcher with a few calls in flight at a time. */
export function batcher<Request, Answer>(options: BatcherOptions<Request, Answer>): Batcher<Request, Answer> {
  const queues = new Map<string, Waiting<Request, Answer>[]>();
  const idlers = new Set<() => void>();
  const { backlog, turn } = options;
  let waiting = 0;
  // Those that take from the queues, and those of them whose call is with the database.
  let drains = 0;
  let underWay = 0;

  // Many are shared out between the calls that may go now, so that one is made ready while the database works on another.
  function take(): Waiting<Request, Answer>[] {
    const places = Math.max(1, options.calls() - underWay);
    const most = waiting < WORTH_SHARING ? waiting : Math.ceil(waiting / places);
    const taken = takeTurns(queues, options, Math.min(most, CALL.requests));
    for (const { weight } of taken) backlog.leave(weight);
    waiting -= taken.length;
    return taken;
  }

  async function drain(): Promise<void> {
    if (drains >= options.calls()) return;
    drains += 1;
    // Whatever is asked for in this turn of the event loop goes along, also by those who have just got their answers.
    for (await turn(); waiting > 0 && drains <= options.calls(); await turn()) await send(take());
    drains -= 1;
    if (drains > 0) return;
    for (const resume of idlers) resume();
    idlers.clear();
  }

  async function send(taken: readonly Waiting<Request, Answer>[]): Promise<void> {
    underWay += 1;
    try {
      const settled = await options.send(taken.map(({ request }) => request));
      taken.forEach((one, index) => {
        const outcome = settled[index] as Outcome<Answer>;
        if ("error" in outcome) one.reject(outcome.error);
        else one.resolve(outcome.answer);
      });
    } catch (error) {
      for (const one of taken) one.reject(error);
    }
    underWay -= 1;
  }

  return {
    run(request) {
      return new Promise((resolve, reject) => {
        const weight = options.weightOf(request);
        backlog.enter(weight);
        const tenant = options.tenantOf(request);
        const queue = queues.get(tenant);
        const one = { request, weight, resolve, reject };
        if (queue === undefined) queues.set(tenant, [one]);
        else queue.push(one);
        waiting += 1;
        void drain();
      });
    },
    idle() {
      if (drains === 0) return Promise.resolve();
      return new Promise((resolve) => {
        idlers.add(resolve);
      });
    },
  };
}

/** Takes a call's worth: one request of each tenant in turn, in the order in which they came, but for those that must wait for another. */
function takeTurns<Request, Answer>(
  queues: Map<string, Waiting<Request, Answer>[]>,
  {
    keysOf,
    readsOf = () => [],
    oneTenant = false,
    bytes = CALL.bytes,
  }: Pick<BatcherOptions<Request, Answer>, "keysOf" | "readsOf" | "oneTenant" | "bytes">,
  most: number,
): Waiting<Request, Answer>[] {
  const taken: Waiting<Request, Answer>[] = [];
  let room = bytes;
  const takers = [...queues].slice(0, oneTenant ? 1 : queues.size).map(([tenant, queue]) => ({
    tenant,
    queue,
    next: 0,
    kept: [] as typeof queue,
    held: new Set<string>(),
  }));
  let open = takers;
  while (open.length > 0 && taken.length < most) {
    const going: typeof takers = [];
    for (const taker of open) {
      if (taken.length >= most) break;
      const one = nextOf(taker, keysOf, readsOf);
      if (one === undefined) continue;
      if (one.weight > room && taken.length > 0) {
        // No room for this one: it is its tenant's first next time.
        taker.next -= 1;
        continue;
      }
      room -= one.weight;
      taken.push(one);
      going.push(taker);
    }
    open = going;
  }
  // Who was served goes to the end, so that the next call begins with the others.
  for (const { tenant, queue, next, kept } of takers) {
    if (next === 0) continue;
    const left = kept.length === 0 ? queue.slice(next) : [...kept, ...queue.slice(next)];
    queues.delete(tenant);
    if (left.length > 0) queues.set(tenant, left);
  }
  return taken;
}

function nextOf<Request, Answer>(
  taker: {
    queue: Waiting<Request, Answer>[];
    next: number;
    kept: Waiting<Request, Answer>[];
    held: Set<string>;
  },
  keysOf: (request: Request) => readonly string[],
  readsOf: (request: Request) => readonly string[],
): Waiting<Request, Answer> | undefined {
  const { queue, kept, held } = taker;
  while (taker.next < queue.length && taker.next < LOOKAHEAD) {
    const one = queue[taker.next] as Waiting<Request, Answer>;
    taker.next += 1;
    const keys = keysOf(one.request);
    const isHeld = (key: string): boolean => held.has(key);
    const mustWait = keys.some(isHeld) || readsOf(one.request).some(isHeld);
    for (const key of keys) held.add(key);
    if (!mustWait) return one;
    kept.push(one);
  }
  return undefined;
}
