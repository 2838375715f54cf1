import { setImmediate as turn } from "node:timers/promises";
import type { Lane, Settled, WaitingRoom } from "@promptledger/core/adapter";
import { lane } from "@promptledger/core/adapter";

/** A lane for each tenant: tenants live in different slots, and do not wait for each other. */
export interface TenantLanes<Request, Answer> {
  run(tenant: string, request: Request): Promise<Answer>;
  /** Settles when nothing waits and nothing is in flight. */
  idle(): Promise<void>;
}

/** While the server works on one call, the next one is made ready. */
const CALLS = 2;

/** A call of so many bytes keeps the server for two or three milliseconds, and all others who ask it: 130 appends of an event and a prompt. */
const BYTES = 393_216;

/** Lanes whose requests share a waiting room. */
export function tenantLanes<Request, Answer>(options: {
  send(tenant: string, requests: readonly Request[]): Promise<readonly Settled<Answer>[]>;
  /** How many bytes a request will take, about. */
  weightOf(request: Request): number;
  readonly room: WaitingRoom;
}): TenantLanes<Request, Answer> {
  const lanes = new Map<string, Lane<Request, Answer>>();

  function laneOf(tenant: string): Lane<Request, Answer> {
    const known = lanes.get(tenant);
    if (known !== undefined) return known;
    const own = lane<Request, Answer>({
      tenantOf: () => tenant,
      weightOf: options.weightOf,
      // The script judges the requests of a call one after the other: they may have anything in common.
      keysOf: () => [],
      calls: () => CALLS,
      bytes: BYTES,
      room: options.room,
      turn: () => turn(),
      send: (requests) => options.send(tenant, requests),
    });
    lanes.set(tenant, own);
    return own;
  }

  return {
    run(tenant, request) {
      const isNew = !lanes.has(tenant);
      const own = laneOf(tenant);
      const answer = own.run(request);
      // The last one out takes the lane away.
      if (isNew) void own.idle().then(() => lanes.delete(tenant));
      return answer;
    },
    async idle() {
      await Promise.all([...lanes.values()].map((own) => own.idle()));
    },
  };
}
