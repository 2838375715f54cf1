import type { Ledger, LedgerEvent, SubscriptionFailure } from "@promptledger/core";
import { expect, test } from "vitest";
import type { RuleSetup } from "./rule-setup.ts";

/** What subscriptions do when a handler fails, and over all tenants, on a real storage. */
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

  test("a subscription over all tenants gets the events of tenants that appear while it runs, in two processes, and one goes on when the other stops", async () => {
    const { ledger, tenant: own, connect } = fresh();
    const other = await connect();
    const tenants = ["a", "b", "c", "d", "e", "f"].map((letter) => `${own}-${letter}`);
    const write = async (writer: Ledger, tenant: string, name: string): Promise<void> => {
      await writer.as({ tenant, actor: { id: "jane" } }).prompts.create({ name });
    };
    const seen = new Map<string, number[]>(tenants.map((tenant) => [tenant, []]));
    const options = {
      tenants: "all",
      name: `mailer-${own}`,
      handler: ({ tenant, position }: LedgerEvent) => void seen.get(tenant)?.push(position),
      retry: { first: 5, longest: 50 },
      lease: 400,
      poll: 200,
    } as const;
    const expectUpTo = async (position: number): Promise<void> => {
      for (const tenant of tenants) {
        const positions = () => seen.get(tenant)?.at(-1);
        await expect.poll(positions, { timeout: 10_000, interval: 10 }).toBe(position);
      }
    };
    for (const tenant of tenants.slice(0, 2)) await write(ledger, tenant, "First");
    const subscriptions = [ledger.subscribe(options), other.subscribe(options)];
    for (const [index, tenant] of tenants.entries()) {
      await write(index % 2 === 0 ? other : ledger, tenant, "Second");
      if (index > 1) await write(ledger, tenant, "Third");
    }
    await expectUpTo(4);
    await subscriptions[0]?.stop();
    await Promise.all(tenants.map((tenant) => write(ledger, tenant, "Fourth")));
    await expectUpTo(6);
    await subscriptions[1]?.stop();
    for (const positions of seen.values()) expect(positions).toEqual([1, 2, 3, 4, 5, 6]);
  });
}
