import type { LedgerEvent, SubscriptionFailure } from "@promptledger/core";
import { expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";

/** What a subscription does when its handler fails, on a real storage. */
export function subscriptionRules(fresh: () => RuleSetup): void {
  test("a subscription whose handler throws is retried from its checkpoint, goes on, and is taken over after it was stopped", async () => {
    const { ledger, tenant, jane } = fresh();
    const { receipt } = await jane.prompts.create({ name: "First" });
    const seen: number[] = [];
    const failures: SubscriptionFailure[] = [];
    let left = 2;
    const common = { tenant, name: "mailer", retry: { first: 1, longest: 5 } };
    const first = ledger.subscribe({
      ...common,
      handler({ position }) {
        if (position === receipt.position && left-- > 0) throw new Error("no mail today");
        seen.push(position);
      },
      onError: (failure) => void failures.push(failure),
    });
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(receipt.position);
    expect(failures.map(({ event, retryIn }) => [event?.position, retryIn])).toEqual([
      [receipt.position, 1],
      [receipt.position, 2],
    ]);
    expect(first.state).toEqual({ status: "running" });
    await first.stop();
    expect(await first.done).toEqual({ status: "stopped" });
    const next = await jane.prompts.create({ name: "Second" });
    const handler = ({ position }: LedgerEvent) => void seen.push(position);
    const second = ledger.subscribe({ ...common, handler });
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(next.receipt.position);
    await second.stop();
    expect(seen).toEqual(Array.from({ length: next.receipt.position }, (_, index) => index + 1));
  });
}
