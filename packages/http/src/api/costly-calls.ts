import type { Timer } from "./body/ended-body.ts";
import { endedBody, systemTimer } from "./body/ended-body.ts";
import { isMadeWhileSent } from "./body/json-list.ts";
import type { ApiCall, Route } from "./call.ts";
import { HttpError } from "./errors/http-error.ts";

/** How many costly calls one tenant may have in progress, unless the host says otherwise. */
export const MAXIMUM_COSTLY_CALLS = 16;

/**
 * The routes with a limit on their costly calls: how many of them one tenant may have in progress. One more is 429 at once, so that the calls of
 * one tenant do not take all connections to the storage from the others. A call ends when its answer is there, or when all of it was taken
 * if it is made while it is sent. Calls that wait for models are counted apart, because a model may keep them waiting for long.
 */
export function withCostlyLimit<Settings>(
  routes: readonly Route<ApiCall<Settings>>[],
  maximum: number,
  timer: Timer = systemTimer,
): readonly Route<ApiCall<Settings>>[] {
  const takeSlot = { storage: slots(maximum), models: slots(maximum) };
  return routes.map((route) => {
    const { costly = [], waitsFor = "storage" } = route;
    const endpoints = Object.entries(route.endpoints).map(([method, endpoint]) => [
      method,
      costly.includes(method)
        ? async (call: ApiCall<Settings>) => {
            const release = takeSlot[waitsFor](call.ledger.tenant);
            let answer: Response | null = null;
            try {
              answer = await endpoint(call);
            } finally {
              if (answer === null || !isMadeWhileSent(answer)) release();
            }
            return isMadeWhileSent(answer) ? untilSent(call.request, answer, release, timer) : answer;
          }
        : endpoint,
    ]);
    return { ...route, endpoints: Object.fromEntries(endpoints) };
  });
}

/** Takes one of a tenant's slots, and returns the function that releases it. Throws 429 if none is free. */
function slots(maximum: number): (tenant: string) => () => void {
  const taken = new Map<string, number>();
  return (tenant) => {
    const count = taken.get(tenant) ?? 0;
    if (count >= maximum)
      throw new HttpError(429, `At most ${maximum} of these requests may be in progress; try again.`, {
        headers: { "retry-after": "1" },
      });
    taken.set(tenant, count + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (taken.get(tenant) ?? 1) - 1;
      if (left === 0) taken.delete(tenant);
      else taken.set(tenant, left);
    };
  };
}

/** The same answer, with `onEnd` called when its body has ended. */
async function untilSent(
  { method }: Request,
  answer: Response,
  onEnd: () => void,
  timer: Timer,
): Promise<Response> {
  const { body } = answer;
  if (body !== null && method !== "HEAD") return new Response(endedBody(body, onEnd, timer), answer);
  // The answer to HEAD has no body, and nobody would ever take this one.
  onEnd();
  await body?.cancel();
  return new Response(null, answer);
}
