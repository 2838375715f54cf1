import type { Signal } from "../ports/clock.ts";
import { onAbort } from "../ports/on-abort.ts";
import { abortedError, throwIfAborted } from "../ports/until-aborted.ts";
import type { Backlog } from "./backlog.ts";

/** Sends requests that wait while calls are in flight as one call. There is no timer: a single request is sent at once. */
export interface Batcher<Request, Answer> {
  /** If the signal aborts while the request waits, the request is never sent, and `run` throws `unavailable`. */
  run(request: Request, signal?: Signal): Promise<Answer>;
  /** Resolves when no request waits and no call is in flight. */
  idle(): Promise<void>;
}

/** Options for a batcher. */
export interface BatcherOptions<Request, Answer> {
  /** Sends requests as one call. Returns one outcome for each, in their order. If it throws, all of them fail with that error. */
  send(requests: readonly Request[]): Promise<readonly Outcome<Answer>[]>;
  /** The tenant of a request. Tenants take turns, so that a busy one does not delay the others. */
  tenantOf(request: Request): string;
  /** The approximate size of a request, in bytes. */
  weightOf(request: Request): number;
  /** The keys that a request changes. Requests with a common key are sent one after the other, not in one call. */
  keysOf(request: Request): readonly string[];
  /** The keys that a request depends on. It is not sent in the same call as an earlier request that changes one. Default: none. */
  readsOf?(request: Request): readonly string[];
  /** How many calls may be in flight at once. Called before each call. */
  calls(): number;
  /** Whether a call contains requests of only one tenant. The tenants then take turns from call to call. Default: false. */
  readonly oneTenant?: boolean;
  /** The highest size of a call in bytes, unless a single request is larger. Default: 1 MB. */
  readonly bytes?: number;
  /** The backlog of waiting requests, which all batchers of a store share. */
  readonly backlog: Backlog;
  /** Resolves after other code of this turn of the event loop has run, e.g. by `setImmediate` or `process.nextTick`. */
  turn(): Promise<unknown>;
}

/** The outcome of one request in a call. */
export type Outcome<Answer> =
  | {
      /** What `run` resolves with. */
      readonly answer: Answer;
    }
  | {
      /** What `run` rejects with. The other requests of the call are not affected. */
      readonly error: unknown;
    };

/** The answer to the only request of a call. Throws its error instead, if it failed. */
export function onlyAnswer<Answer>([settled]: readonly Outcome<Answer>[]): Answer {
  if (settled === undefined || "error" in settled) throw settled?.error;
  return settled.answer;
}

/** The highest number of requests in one call, and its default size in bytes. */
const CALL = { requests: 512, bytes: 1_048_576 };

/** Fewer requests than this are sent as one call, even if several calls are free. */
const WORTH_SHARING = 8;

/** How many waiting requests of a tenant are examined to find some that may share a call. */
const LOOKAHEAD = 2048;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly weight: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Called when the request is taken from its queue. */
  taken(): void;
}

/** A batcher with a few calls in flight at a time. */
export function batcher<Request, Answer>(options: BatcherOptions<Request, Answer>): Batcher<Request, Answer> {
  const queues = new Map<string, Waiting<Request, Answer>[]>();
  const idlers = new Set<() => void>();
  const { backlog, turn } = options;
  let waiting = 0;
  // The loops that take from the queues, and how many of them have a call in flight.
  let drains = 0;
  let underWay = 0;

  // Many requests are divided between the free calls, so that one is prepared while the database works on another.
  function take(): Waiting<Request, Answer>[] {
    const places = Math.max(1, options.calls() - underWay);
    const most = waiting < WORTH_SHARING ? waiting : Math.ceil(waiting / places);
    const taken = takeTurns(queues, options, Math.min(most, CALL.requests));
    for (const one of taken) leave(one);
    return taken;
  }

  function leave({ weight, taken }: Waiting<Request, Answer>): void {
    taken();
    backlog.leave(weight);
    waiting -= 1;
  }

  function giveUp(tenant: string, one: Waiting<Request, Answer>): void {
    const left = (queues.get(tenant) ?? []).filter((other) => other !== one);
    if (left.length === 0) queues.delete(tenant);
    else queues.set(tenant, left);
    leave(one);
    one.reject(abortedError("reads"));
  }

  async function drain(): Promise<void> {
    if (drains >= options.calls()) return;
    drains += 1;
    // Includes every request of this turn of the event loop, also from callers that have just got an answer.
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
    run(request, signal) {
      return new Promise((resolve, reject) => {
        throwIfAborted(signal);
        const weight = options.weightOf(request);
        backlog.enter(weight);
        const tenant = options.tenantOf(request);
        const queue = queues.get(tenant);
        const stop = signal === undefined ? () => undefined : onAbort(signal, () => giveUp(tenant, one));
        const one: Waiting<Request, Answer> = { request, weight, resolve, reject, taken: stop };
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

/** Takes the requests for one call: one of each tenant in turn, in order, except those that must wait for another request. */
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
        // There is no room for this request, so it is the first of its tenant next time.
        taker.next -= 1;
        continue;
      }
      room -= one.weight;
      taken.push(one);
      going.push(taker);
    }
    open = going;
  }
  // Tenants that were served go to the end, so that the next call begins with the others.
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
