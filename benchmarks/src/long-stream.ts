import type { EventStore } from "@promptledger/core";
import type { Library } from "./library.ts";

/** How many events the long streams of the benchmarks have, at least. */
export const LONG_STREAM = 1000;

/** How a prompt comes to a long stream: its versions are edited so many times each, and then committed and deployed. */
export interface Life {
  readonly kind: string;
  readonly editsOfEach: number;
}

/** A single draft that is edited all the time. */
export const ONE_DRAFT: Life = { kind: "edits of one draft", editsOfEach: LONG_STREAM };

/** One version after the other. */
export const MANY_VERSIONS: Life = {
  kind: "many versions, edited, committed and deployed",
  editsOfEach: 8,
};

/** Makes a prompt of such a life, and answers what reads the first 1,000 events of its stream and folds them. */
export async function longStream(
  { createLedger, foldPromptStream, ref }: Library,
  store: EventStore,
  { editsOfEach }: Life,
): Promise<() => Promise<void>> {
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  const { id } = await acme.prompts.create({ name: "Customer Support Assistant" });
  const [prompt, stream] = [ref({ id }), `prompt-${id}`];
  for (let version = 0; version < LONG_STREAM; version = await versionOf()) {
    const content = `You are a helpful assistant, in wording ${version}. Context: {{context}}`;
    const { number } = await acme.versions.create(prompt, {
      model: "gpt-4o",
      messages: [{ role: "system", content }],
    });
    for (let edit = 1; edit <= editsOfEach; edit++) await acme.versions.edit(prompt, number, { seed: edit });
    await acme.versions.commit(prompt);
    await acme.deployments.deploy(prompt, { version: number });
  }
  return async () => {
    const { streams } = await store.load("bench", { streams: [{ stream, until: LONG_STREAM }] });
    const state = foldPromptStream(streams[0]?.events ?? []);
    if (state.prompt.revision !== LONG_STREAM) throw new Error("events were lost");
  };

  async function versionOf(): Promise<number> {
    return (await store.load("bench", { streams: [{ stream }] })).streams[0]?.version ?? 0;
  }
}
