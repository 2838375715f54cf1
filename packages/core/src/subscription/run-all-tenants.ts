import { backoff } from "../adapter-kit/backoff.ts";
import { isLedgerError } from "../errors.ts";
import type { Signal } from "../ports/clock.ts";
import { newAbort } from "../ports/clock.ts";
import type { AllTenantsStates } from "./all-tenants-states.ts";
import type { SubscriptionEngine } from "./engine.ts";
import { reportTo } from "./report.ts";
import { retryOf } from "./retry.ts";
import type { AllTenantsSubscriptionOptions } from "./subscription-options.ts";
import { tenantTurns } from "./tenant-turns.ts";

/**
 * Follows which tenants have new events, and gives each a turn, until the subscription is stopped. It never rejects: the states say how it
 * ended. If the tenants cannot be listed, those that have a turn go on meanwhile.
 */
export async function runAllTenants(
  engine: SubscriptionEngine,
  options: AllTenantsSubscriptionOptions,
  states: AllTenantsStates,
  stopping: Signal,
): Promise<void> {
  const { clock, store } = engine;
  const { poll } = options;
  const report = reportTo(options);
  const waits = backoff(retryOf(options));
  const ending = newAbort();
  stopping.addEventListener("abort", ending.abort, { once: true });
  const { signal } = ending;
  const turns = tenantTurns(engine, options, states, signal);
  let failures = 0;
  states.set({ status: "running" });
  while (!signal.aborted) {
    try {
      for await (const tenant of store.followTenants({ signal, ...(poll !== undefined && { poll }) })) {
        if (failures > 0) states.set({ status: "running" });
        failures = 0;
        waits.reset();
        turns.add(tenant);
      }
    } catch (error) {
      failures += 1;
      const retryIn = isLedgerError(error) && error.retryable && !signal.aborted ? waits.next() : null;
      if (retryIn !== null)
        states.set({ status: "retrying", tenant: null, error, failures, retryAt: clock.now() + retryIn });
      else if (!signal.aborted) states.set({ status: "failed", tenant: null, error });
      report({ tenant: null, error, event: null, failures, retryIn });
      if (retryIn === null) ending.abort();
      else await clock.sleep(retryIn, signal);
    }
  }
  await turns.idle();
  stopping.removeEventListener("abort", ending.abort);
  states.set({ status: "stopped" });
}
