import type {
  Document,
  DocumentAddress,
  DocumentKey,
  PromptDocument,
  PromptReference,
} from "@promptledger/core";
import { addressOf, addressText, deepFreeze, settleDocument } from "@promptledger/core";
import type { TenantStorage } from "./storage.ts";

/** Stores a document with its times settled, frozen to its depths. */
export function writeDocument(tenant: TenantStorage, document: Document, recordedAt: number): void {
  const settled = deepFreeze(settleDocument(document, recordedAt));
  const address = addressText(addressOf(settled));
  let ofStream = tenant.documents.get(settled.stream);
  if (ofStream === undefined) {
    ofStream = new Map();
    tenant.documents.set(settled.stream, ofStream);
  }
  if (settled.kind === "prompt") moveSlug(tenant, ofStream.get(address), settled);
  ofStream.set(address, settled);
}

/** Removes a document; one that is not there is no error. */
export function removeDocument(tenant: TenantStorage, stream: string, address: DocumentAddress): void {
  tenant.documents.get(stream)?.delete(addressText(address));
}

/** All documents of a stream. */
export function documentsOfStream(tenant: TenantStorage, stream: string): readonly Document[] {
  return [...(tenant.documents.get(stream)?.values() ?? [])];
}

/** The document that a key names, or null. */
export function findDocument(tenant: TenantStorage, key: DocumentKey): Document | null {
  if (key.kind === "slug") return at(tenant, `slug-${key.slug}`, { kind: "slug", slug: key.slug });
  const promptId = findPromptId(tenant, key.prompt);
  if (promptId === undefined) return null;
  const stream = `prompt-${promptId}`;
  switch (key.kind) {
    case "prompt":
      return at(tenant, stream, { kind: "prompt", promptId });
    case "deployment":
      return at(tenant, stream, { kind: "deployment", promptId, environment: key.environment });
    case "version": {
      const number =
        key.number === "current" ? promptDocument(tenant, promptId)?.state.numbers.at(-1) : key.number;
      return number === undefined ? null : at(tenant, stream, { kind: "version", promptId, number });
    }
  }
}

/** The document of a prompt, or null. */
export function promptDocument(tenant: TenantStorage, promptId: string): PromptDocument | null {
  const found = at(tenant, `prompt-${promptId}`, { kind: "prompt", promptId });
  return found?.kind === "prompt" ? found : null;
}

function findPromptId(tenant: TenantStorage, prompt: PromptReference): string | undefined {
  return "id" in prompt ? prompt.id : tenant.promptsBySlug.get(prompt.slug);
}

function at(tenant: TenantStorage, stream: string, address: DocumentAddress): Document | null {
  return tenant.documents.get(stream)?.get(addressText(address)) ?? null;
}

/** Keeps the index of living prompts by their slugs true; most events leave it alone. */
function moveSlug(
  tenant: TenantStorage,
  before: Document | undefined,
  { state: after }: PromptDocument,
): void {
  const held = before?.kind === "prompt" && before.state.status === "alive" ? before.state.slug : null;
  const holds = after.status === "alive" ? after.slug : null;
  if (held === holds) return;
  if (held !== null && tenant.promptsBySlug.get(held) === after.id) tenant.promptsBySlug.delete(held);
  if (holds !== null) tenant.promptsBySlug.set(holds, after.id);
}
