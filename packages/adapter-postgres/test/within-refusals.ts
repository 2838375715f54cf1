import { inspect } from "node:util";
import type { TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { expect } from "vitest";
import type { Transaction } from "../src/connection/transaction.ts";
import type { PostgresEventStore } from "../src/index.ts";
import type { TransactionClient } from "./transaction-clients.ts";

/** Checks that nothing is written by a client that is in no transaction. */
export async function checkOutside(
  acme: TenantLedger<Transaction>,
  { outside }: Pick<TransactionClient, "outside">,
): Promise<void> {
  const inside = acme.within(outside);
  await expect(inside.prompts.create({ id: "alone", name: "Alone" })).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/BEGIN first/u),
  });
  await expect(acme.prompts.get({ id: "alone" })).rejects.toMatchObject({ code: "prompt-not-found" });
}

/** Checks that a transaction that has ended takes no more writes, and that its client throws what the work threw. */
export async function checkEnded(
  acme: TenantLedger<Transaction>,
  { inTransaction }: Pick<TransactionClient, "inTransaction">,
): Promise<void> {
  const ended: Transaction[] = [];
  await inTransaction(async (transaction) => void ended.push(transaction));
  const failure = new Error("the host changed its mind");
  const running = inTransaction(async (transaction) => {
    ended.push(transaction);
    throw failure;
  });
  await expect(running).rejects.toBe(failure);
  expect(ended).toHaveLength(2);
  for (const transaction of ended)
    await expect(acme.within(transaction).prompts.create({ id: "late", name: "n" })).rejects.toThrow();
  await expect(acme.prompts.get({ id: "late" })).rejects.toMatchObject({ code: "prompt-not-found" });
}

/** Checks that what the server refuses has the ledger's codes, and tells nothing of the values. */
export async function checkRefusals(
  store: PostgresEventStore,
  acme: TenantLedger<Transaction>,
  { inTransaction }: Pick<TransactionClient, "inTransaction">,
): Promise<void> {
  const event = {
    id: "same",
    type: "T",
    schemaVersion: 1,
    data: '"SECRET"',
    metadata: "{}",
    occurredAt: null,
  };
  const twice = inTransaction(async (transaction) => {
    await store.within(transaction).append({
      tenant: acme.tenant,
      command: { id: "duplicate", fingerprint: "f", result: "{}" },
      streams: ["one", "two"].map((stream) => ({ stream, expected: "any" as const, events: [event] })),
    });
  });
  const refused = await twice.catch((error: unknown) => error);
  expect(isLedgerError(refused, "duplicate-event"), String(refused)).toBe(true);
  expect(inspect(refused, { depth: 9 })).not.toContain("SECRET");
  const late = inTransaction(async (transaction) => {
    await Promise.resolve(transaction.query("SELECT 1 / 0", [])).catch(() => undefined);
    await acme.within(transaction).prompts.create({ name: "SECRET" });
  });
  await expect(late).rejects.toMatchObject({
    code: "invalid-input",
    message: expect.stringMatching(/roll it back/u),
  });
}
