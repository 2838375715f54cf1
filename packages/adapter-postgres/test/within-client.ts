import type { TenantLedger } from "@promptledger/core";
import { expect } from "vitest";
import type { Transaction } from "../src/connection/transaction.ts";
import type { TransactionClient } from "./transaction-clients.ts";

const VERSION = {
  model: "gpt-4o",
  temperature: 0.25,
  messages: [{ role: "user" as const, content: 'Hi {{who}}, "quoted", \\ $1 🎉 and ünïcode' }],
};

/**
 * Checks a client's transactions: what was written is read inside and by nobody else before the end, and afterwards it is there with the
 * host's row, or neither is. `campaigns` is a table with the columns name and prompt.
 */
export async function checkWithin(
  acme: TenantLedger<Transaction>,
  client: Pick<TransactionClient, "inTransaction">,
  campaigns: string,
): Promise<void> {
  const write = async (transaction: Transaction, id: string): Promise<void> => {
    const inside = acme.within(transaction);
    await inside.prompts.create(
      { id, name: id, description: 'Ein "Text"' },
      {
        commandId: `create ${id}`,
      },
    );
    const again = await inside.prompts.create(
      { id, name: id, description: 'Ein "Text"' },
      {
        commandId: `create ${id}`,
      },
    );
    expect(again.receipt.repeated).toBe(true);
    await inside.prompts.tag({ id }, { key: "team", value: "search" });
    await inside.versions.create({ id }, VERSION);
    await inside.versions.commit({ id });
    await inside.deployments.deploy({ id }, { version: 1 });
    await expect(inside.prompts.create({ id, name: "Taken" })).rejects.toMatchObject({ code: "id-taken" });
    await transaction.query(`INSERT INTO ${campaigns} VALUES ($1, $2)`, [`${id} of ${acme.tenant}`, id]);
    expect((await inside.versions.get({ id }, 1)).content).toMatchObject(VERSION);
    expect((await inside.resolve({ id })).render({ who: "Jane" }).messages[0]?.content).toMatch(
      /^Hi Jane, "q/u,
    );
    const found = await inside.prompts.find({
      filter: {
        type: "compare",
        field: "description",
        operator: "contains",
        value: "text",
        ignoreCase: true,
      },
    });
    expect(found.items.map((prompt) => prompt.id)).toContain(id);
    expect((await inside.versions.list({ id })).total).toBe(1);
    expect((await inside.history.of({ id })).items.map(({ type }) => type)).toContain("VersionCommitted");
    await expect(acme.prompts.get({ id })).rejects.toMatchObject({ code: "prompt-not-found" });
  };
  await client.inTransaction((transaction) => write(transaction, "kept"));
  await expect(
    client.inTransaction(async (transaction) => {
      await write(transaction, "dropped");
      throw new Error("the host's own");
    }),
  ).rejects.toThrow("the host's own");
  expect((await acme.resolve({ id: "kept" })).render({ who: "Sam" }).messages[0]?.content).toMatch(
    /^Hi Sam/u,
  );
  expect((await acme.prompts.find()).items.map(({ id }) => id)).toEqual(["kept"]);
  let rows: readonly object[] = [];
  await client.inTransaction(async (transaction) => {
    const result = await transaction.query(`SELECT prompt FROM ${campaigns} WHERE name LIKE $1`, [
      `% of ${acme.tenant}`,
    ]);
    rows = "rows" in result ? result.rows : result;
  });
  expect(rows).toMatchObject([{ prompt: "kept" }]);
}
