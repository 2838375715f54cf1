import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { report } from "./spread.ts";

const ROUNDS = 10;
const CALLS = 1000;

/** Whole commands through the ledger on the memory adapter, and resolving with rendering. */
export async function benchmarkLedger(): Promise<void> {
  const acme = createLedger({ store: memoryEventStore() }).as({ tenant: "bench", actor: { id: "jane" } });
  const prompt = await acme.prompts.create({ name: "Customer Support Assistant" });
  await acme.versions.create(prompt, {
    model: "gpt-4o",
    messages: [{ role: "system", content: "Context: {{context}}" }],
  });
  await acme.versions.commit(prompt);
  await acme.deployments.deploy(prompt, { version: 1 });
  const { number } = await acme.versions.create(prompt, { model: "gpt-4o" });
  const edits = await rounds((index) => acme.versions.edit(prompt, number, { seed: index }));
  report("memory: edit of a draft through the ledger", edits, "commands/s");
  const resolves = await rounds(async (index) =>
    (await acme.resolve(prompt.slug)).render({ context: String(index) }),
  );
  report("memory: resolve once from the store, and render", resolves, "calls/s");
}

async function rounds(call: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (let index = 0; index < CALLS; index++) await call(round * CALLS + index);
    figures.push(CALLS / ((performance.now() - started) / 1000));
  }
  return figures;
}
