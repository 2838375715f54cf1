import type { Prompt, TenantLedger } from "@promptledger/core";
import { createLedger } from "@promptledger/core";
import type { PromptPage, PromptQuery } from "@promptledger/core/adapter";
import { testRedisUrl } from "@promptledger/test-servers";
import { expect, it } from "vitest";
import { newPrefix } from "./open-storage.ts";
import { openStore } from "./open-store.ts";

const PROMPTS = 24;
const EDITS = 40;
const LOOKS = 5;
const tenant = "acme";
const newestFirst: PromptQuery = {
  filter: { type: "and", filters: [] },
  sort: { field: "updatedAt", direction: "descending" },
  page: { number: 1, size: 100 },
  scope: "all",
  environment: "production",
};

it("page, count, documents and head are of one moment, also while every prompt of the page changes all the time", async () => {
  const prefix = newPrefix();
  const [writing, reading] = [openStore(testRedisUrl(), { prefix }), openStore(testRedisUrl(), { prefix })];
  const ledger = createLedger({ store: writing.store });
  const acme: TenantLedger = ledger.as({ tenant, actor: { id: "jane" } });
  const prompts: Prompt[] = [];
  for (let count = 0; count < PROMPTS; count++) {
    const prompt = await acme.prompts.create({ name: `Prompt ${count}` });
    await acme.versions.create(prompt, { model: "m-0" });
    prompts.push(prompt);
  }
  let isWriting = true;
  let [looks, edited] = [0, 0];
  // However fast the machine is, they change while the page is looked at.
  const edits = prompts.map(async (prompt) => {
    for (let count = 1; count <= EDITS || looks < LOOKS; count++) {
      await acme.versions.edit(prompt, 1, { model: `m-${count}` });
      edited += 1;
    }
  });
  const written = Promise.all(edits).finally(() => {
    isWriting = false;
  });
  const heads = new Set<number>();
  do {
    const found = await reading.store.catalog.findPrompts(tenant, newestFirst);
    checkMoment(found);
    heads.add(found.head.position);
    looks += 1;
  } while (isWriting);
  await written;
  expect(heads.size).toBeGreaterThan(1);
  const last = await reading.store.catalog.findPrompts(tenant, newestFirst);
  checkMoment(last);
  expect(last.head.position).toBe(PROMPTS * 3 + edited);
  console.log(`${looks} pages of ${PROMPTS} prompts while they changed, at ${heads.size} heads`);
  await ledger.close();
  await Promise.all([writing.close(), reading.close()]);
});

/** Each prompt was created with its slug and a version, and then edited: its events say what its documents must hold. */
function checkMoment({ total, rows, head }: PromptPage): void {
  expect([total, rows.length]).toEqual([PROMPTS, PROMPTS]);
  let events = PROMPTS;
  for (const { prompt, current } of rows) {
    events += prompt.version;
    expect(current?.version).toBe(prompt.version);
    expect(current?.state.content.model).toBe(`m-${prompt.version - 2}`);
  }
  expect(events).toBe(head.position);
  const times = rows.map(({ prompt }) => prompt.state.current?.updatedAt ?? 0);
  expect(times).toEqual(times.toSorted((left, right) => right - left));
}
