import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import type { RecordedEvent } from "@promptledger/core/adapter";
import { foldPromptStream } from "@promptledger/core/adapter";
import { report } from "./spread.ts";

const EVENTS = 1000;
const ROUNDS = 200;

/**
 * Reading the 1,000 events of one prompt's stream from the memory adapter and folding them: once a single draft that is edited all the
 * time, once a life of many versions, each created, edited, committed and deployed.
 */
export async function benchmarkFold(): Promise<void> {
  await foldOf("edits of one draft", EVENTS);
  await foldOf("many versions, edited, committed and deployed", 8);
}

async function foldOf(kind: string, editsOfEach: number): Promise<void> {
  const store = memoryEventStore();
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  const prompt = await acme.prompts.create({ name: "Customer Support Assistant" });
  const stream = `prompt-${prompt.id}`;
  for (let version = 0; version < EVENTS; version = await versionOf()) {
    const { number } = await acme.versions.create(prompt, {
      model: "gpt-4o",
      messages: [
        {
          role: "system",
          content: `You are a helpful assistant, in wording ${version}. Context: {{context}}`,
        },
      ],
    });
    for (let edit = 1; edit <= editsOfEach; edit++) await acme.versions.edit(prompt, number, { seed: edit });
    await acme.versions.commit(prompt);
    await acme.deployments.deploy(prompt, { version: number });
  }
  const load = async (): Promise<readonly RecordedEvent[]> =>
    (await store.load("bench", { streams: [{ stream, until: EVENTS }] })).streams[0]?.events ?? [];
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const state = foldPromptStream(await load());
    figures.push(performance.now() - started);
    if (state.prompt.revision !== EVENTS) throw new Error("events were lost");
  }
  report(`memory: reading and folding ${EVENTS} events of one stream: ${kind}`, figures, "ms", 2);

  async function versionOf(): Promise<number> {
    return (await store.load("bench", { streams: [{ stream }] })).streams[0]?.version ?? 0;
  }
}
