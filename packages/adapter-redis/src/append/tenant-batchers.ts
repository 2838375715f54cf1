import { setImmediate as nextTurn } from "node:timers/promises";
import type { Backlog, Batcher, Outcome, Signal } from "@promptledger/core/adapter";
import { batcher } from "@promptledger/core/adapter";

/** A batcher for each tenant: tenants live in different slots, and do not wait for each other. */
export interface TenantBatchers<Request, Answer> {
  run(tenant: string, request: Request, signal?: Signal): Promise<Answer>;
  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
}

/** While the server works on one call, the next one is made ready. */
const CALLS = 2;

/** A call of so many bytes keeps the server for two or three milliseconds, and all others who ask it: 130 appends of an event and a prompt. */
const BYTES = 393_216;

/** Batchers that share a backlog. */
export function tenantBatchers<Request, Answer>(options: {
  send(tenant: string, requests: readonly Request[]): Promise<readonly Outcome<Answer>[]>;
  /** How many bytes a request will take, about. */
  weightOf(request: Request): number;
  readonly backlog: Backlog;
}): TenantBatchers<Request, Answer> {
  const batchers = new Map<string, Batcher<Request, Answer>>();

  function batcherOf(tenant: string): Batcher<Request, Answer> {
    const known = batchers.get(tenant);
    if (known !== undefined) return known;
    const own = batcher<Request, Answer>({
      tenantOf: () => tenant,
      weightOf: options.weightOf,
      // The script judges the requests of a call one after the other: they may have anything in common.
      keysOf: () => [],
      calls: () => CALLS,
      bytes: BYTES,
      backlog: options.backlog,
      turn: () => nextTurn(),
      send: (requests) => options.send(tenant, requests),
    });
    batchers.set(tenant, own);
    return own;
  }

  return {
    run(tenant, request, signal) {
      const isNew = !batchers.has(tenant);
      const own = batcherOf(tenant);
      const answer = own.run(request, signal);
      // The last one out takes the batcher away.
      if (isNew) void own.idle().then(() => batchers.delete(tenant));
      return answer;
    },
    async idle() {
      await Promise.all([...batchers.values()].map((own) => own.idle()));
    },
  };
}
