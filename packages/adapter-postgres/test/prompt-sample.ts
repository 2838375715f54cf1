import { createLedger } from "@promptledger/core";
import type { AppendBatch, PromptDocument } from "@promptledger/core/adapter";
import { AT_APPEND } from "@promptledger/core/adapter";
import { newEvent } from "@promptledger/test-servers";
import type { PostgresEventStore } from "../src/index.ts";

/** The document of a prompt with two versions, a tag and a deployment, made in a tenant of its own. */
export async function samplePrompt(store: PostgresEventStore): Promise<PromptDocument> {
  const tenant = "sample";
  const acme = createLedger({ store }).as({ tenant, actor: { id: "jane" } });
  const prompt = await acme.prompts.create({ name: "Support", description: "Answers customers" });
  await acme.prompts.tag(prompt, { key: "support" });
  const messages = [{ role: "system", content: "Context: {{context}}" }];
  await acme.versions.create(prompt, { model: "gpt-4o", messages });
  await acme.versions.commit(prompt);
  await acme.deployments.deploy(prompt, { version: 1 });
  const { documents } = await store.load(tenant, {
    documents: [{ kind: "prompt", prompt: { id: prompt.id } }],
  });
  const [document] = documents;
  if (document?.kind !== "prompt") throw new Error("the prompt has no document");
  return document;
}

/** An append of one event and the document after it to the prompt of a number, as the ledger makes it. */
export function editOf(
  sample: PromptDocument,
  tenant: string,
  number: number,
  expected: number,
): AppendBatch {
  const [id, command] = [`sample-${number}`, `edit-${number}-${expected}`];
  const stream = `prompt-${id}`;
  const state = {
    ...sample.state,
    id,
    slug: `slug-${number}`,
    revision: expected + 1,
    updatedAt: AT_APPEND,
    lastEventAt: AT_APPEND,
  };
  return {
    tenant,
    command: { id: command, fingerprint: "f".repeat(64), result: '{"changed":true}' },
    streams: [
      {
        stream,
        expected,
        events: [newEvent(command)],
        documents: [{ ...sample, stream, version: expected + 1, state }],
      },
    ],
  };
}
