import { memoryEventStore } from "@promptledger/adapter-memory";
import type { EventStore } from "@promptledger/core";
import { createLedger, systemIds } from "@promptledger/core";
import type { AppendBatch, Document } from "@promptledger/core/adapter";
import { AT_APPEND } from "@promptledger/core/adapter";
import { report } from "./spread.ts";

const STREAMS = 10_000;
/** How many batches are made before they are appended: few, so that what the benchmark makes is not what the collector walks. */
const CHUNK = 100;
const ids = systemIds();
const ROUNDS = 20;

/**
 * Single-event appends to the memory adapter, one after the other, each with an exact expected version, a command id of its own and
 * the prompt's document: every round appends once to each of 10,000 streams. Making the batches is not timed.
 */
export async function benchmarkAppend(): Promise<void> {
  const document = await realDocument();
  const store = memoryEventStore();
  const figures: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let milliseconds = 0;
    for (let index = 0; index < STREAMS; index += CHUNK) {
      const batches = Array.from({ length: CHUNK }, (_, offset) => batchOf(document, index + offset, round));
      const started = performance.now();
      for (const batch of batches) await store.append(batch);
      milliseconds += performance.now() - started;
    }
    figures.push(STREAMS / (milliseconds / 1000));
  }
  await checkAll(store);
  report("memory: append of one event with expected version, command id and document", figures, "appends/s");
}

function batchOf(document: Document, index: number, round: number): AppendBatch {
  const stream = `prompt-${index}`;
  // As the ledger makes it: frozen, with times that the append will tell.
  const state = Object.freeze({
    ...document.state,
    id: String(index),
    slug: `slug-${index}`,
    revision: round + 1,
    updatedAt: AT_APPEND,
    lastEventAt: AT_APPEND,
  });
  return {
    tenant: "bench",
    command: {
      id: `${round}-${index}`,
      fingerprint: "f".repeat(64),
      result: '{"changed":true,"answers":[]}',
    },
    streams: [
      {
        stream,
        expected: round === 0 ? "none" : round,
        events: [
          {
            id: ids.ulid(Date.now()),
            type: "PromptEdited",
            schemaVersion: 1,
            data: JSON.stringify({
              description: `A description of some length, written in round ${round} of prompt ${index}.`,
            }),
            metadata: JSON.stringify({ actor: "jane", commandId: `${round}-${index}` }),
            occurredAt: null,
          },
        ],
        documents: [{ ...document, stream, version: round + 1, state } as Document],
      },
    ],
  };
}

/** A document as the ledger makes it: of a prompt with two versions, a tag and a deployment. */
async function realDocument(): Promise<Document> {
  const store = memoryEventStore();
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  const prompt = await acme.prompts.create({
    name: "Customer Support Assistant",
    description: "Handles customer support queries",
  });
  await acme.prompts.tag(prompt, { key: "support" });
  await acme.versions.create(prompt, {
    model: "gpt-4o",
    messages: [{ role: "system", content: "Context: {{context}}" }],
  });
  await acme.versions.create(prompt, {
    model: "gpt-4o-mini",
    messages: [{ role: "system", content: "{{context}}" }],
  });
  await acme.deployments.deploy(prompt, { version: 1 });
  const [document] = (
    await store.load("bench", { documents: [{ kind: "prompt", prompt: { id: prompt.id } }] })
  ).documents;
  if (document === null || document === undefined) throw new Error("the prompt has no document");
  return document;
}

/** A benchmark that lost something has measured nothing. */
async function checkAll(store: EventStore): Promise<void> {
  const { head, streams } = await store.load("bench", { streams: [{ stream: "prompt-0" }] });
  if (head.position !== STREAMS * ROUNDS || streams[0]?.version !== ROUNDS)
    throw new Error("appends were lost");
}
