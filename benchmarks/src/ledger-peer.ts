import type { EventStore, TenantLedger } from "@promptledger/core";
import type { Document, NewEvent } from "@promptledger/core/adapter";
import type { Library } from "./library.ts";
import type { Peer } from "./peer.ts";
import { eventData } from "./peer.ts";

/**
 * Prompt Ledger on a store: every append carries the prompt's document and a command id. With several tenants a stream's name picks one.
 * Closing the peer closes the store, and then ends what it stands on.
 */
export async function ledgerPeer(
  library: Library,
  store: EventStore,
  end: () => Promise<void>,
  tenants = 1,
): Promise<Peer> {
  const ledger = library.createLedger({ store });
  const append = appender(library, store);
  const frozen = await realDocument(library);
  // A spread of a frozen state is slow, and the ledger makes none.
  const document = { ...frozen, state: { ...frozen.state } } as Document;
  const tenantOf = (stream: string): string =>
    `bench-${tenants === 1 ? 0 : Number(stream.replace(/^.*\D/u, "")) % tenants}`;
  const as = (stream: string): TenantLedger => ledger.as({ tenant: tenantOf(stream), actor: { id: "jane" } });
  let edits = 0;
  return {
    name: "Prompt Ledger",
    append: (stream, version) => append(tenantOf(stream), document, stream, version, 1),
    appendMany: (stream, count) => append(tenantOf(stream), document, stream, 0, count),
    async prepare(stream) {
      await as(stream).prompts.create({ id: stream, name: stream });
      await as(stream).versions.create(library.ref({ id: stream }), { model: "gpt-4o" });
    },
    async command(stream) {
      edits += 1;
      await as(stream).versions.edit(library.ref({ id: stream }), 1, eventData(edits).changes as never);
    },
    async fold(stream, events) {
      const { streams } = await store.load(tenantOf(stream), { streams: [{ stream: `prompt-${stream}` }] });
      const folded = library.foldPromptStream(streams[0]?.events ?? []);
      if (folded.prompt.revision < events) throw new Error("events were lost");
    },
    async close() {
      await store.close();
      await end();
    },
  };
}

type Append = (
  tenant: string,
  document: Document,
  id: string,
  version: number,
  count: number,
) => Promise<void>;

function appender({ AT_APPEND, systemIds }: Library, store: EventStore): Append {
  const ids = systemIds();
  return async (tenant, document, id, version, count) => {
    const stream = `prompt-${id}`;
    const events = Array.from({ length: count }, (_, index) => newEvent(ids.ulid(Date.now()), index));
    // As the ledger makes it: with times that the append will tell.
    const state = {
      ...document.state,
      id,
      slug: id,
      revision: version + count,
      updatedAt: AT_APPEND,
      lastEventAt: AT_APPEND,
    };
    const result = await store.append({
      tenant,
      command: {
        id: ids.ulid(Date.now()),
        fingerprint: "f".repeat(64),
        result: '{"changed":true,"answers":[]}',
      },
      streams: [
        {
          stream,
          expected: version === 0 ? "none" : version,
          events,
          documents: [{ ...document, stream, version: version + count, state } as Document],
        },
      ],
    });
    if (result.status !== "appended") throw new Error("an append met a conflict");
  };
}

function newEvent(id: string, index: number): NewEvent {
  return {
    id,
    type: "VersionEdited",
    schemaVersion: 1,
    data: JSON.stringify(eventData(index)),
    metadata: JSON.stringify({ actor: "jane", commandId: id }),
    occurredAt: null,
  };
}

/** A document as the ledger makes it: of a prompt with a version, a tag and a deployment. */
async function realDocument({ createLedger, memoryEventStore, ref }: Library): Promise<Document> {
  const store = memoryEventStore();
  const acme = createLedger({ store }).as({ tenant: "bench", actor: { id: "jane" } });
  const { id } = await acme.prompts.create({
    name: "Customer Support Assistant",
    description: "Handles queries",
  });
  const prompt = ref({ id });
  await acme.prompts.tag(prompt, { key: "support" });
  await acme.versions.create(prompt, {
    model: "gpt-4o",
    messages: [{ role: "system", content: "{{context}}" }],
  });
  await acme.versions.commit(prompt);
  await acme.deployments.deploy(prompt, { version: 1 });
  const [document] = (await store.load("bench", { documents: [{ kind: "prompt", prompt: { id } }] }))
    .documents;
  if (document === null || document === undefined) throw new Error("the prompt has no document");
  return document;
}
