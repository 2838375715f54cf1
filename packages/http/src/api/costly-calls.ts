import type { ApiCall, Route } from "./call.ts";
import { HttpError } from "./http-error.ts";

/** How many costly calls one tenant may have in progress, unless the host says otherwise. */
export const MAXIMUM_COSTLY_CALLS = 16;

/**
 * The routes with a limit on their costly calls: how many of them one tenant may have in progress. One more is 429 at once, so that the calls of
 * one tenant do not take all connections to the storage from the others.
 */
export function withCostlyLimit<Settings>(
  routes: readonly Route<ApiCall<Settings>>[],
  maximum: number,
): readonly Route<ApiCall<Settings>>[] {
  const inProgress = new Map<string, number>();

  async function limited(tenant: string, answer: () => Promise<Response>): Promise<Response> {
    const count = inProgress.get(tenant) ?? 0;
    if (count >= maximum)
      throw new HttpError(429, `At most ${maximum} of these requests may be in progress; try again.`, {
        headers: { "retry-after": "1" },
      });
    inProgress.set(tenant, count + 1);
    try {
      return await answer();
    } finally {
      const left = (inProgress.get(tenant) ?? 1) - 1;
      if (left === 0) inProgress.delete(tenant);
      else inProgress.set(tenant, left);
    }
  }

  return routes.map((route) => {
    const endpoints = Object.entries(route.endpoints).map(([method, endpoint]) => [
      method,
      route.costly?.includes(method) === true
        ? (call: ApiCall<Settings>) => limited(call.ledger.tenant, () => endpoint(call))
        : endpoint,
    ]);
    return { ...route, endpoints: Object.fromEntries(endpoints) };
  });
}
