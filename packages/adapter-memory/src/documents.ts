import type {
  Document,
  DocumentAddress,
  DocumentKey,
  PromptDocument,
  PromptKey,
  PromptState,
  VersionDocument,
  VersionRef,
} from "@promptledger/core/adapter";
import {
  currentNumber,
  deepFreeze,
  documentWithRecordedAt,
  initialPrompt,
  latestCommitted,
  promptStreamName,
  slugStreamName,
} from "@promptledger/core/adapter";
import type { Kept, StreamStorage, TenantStorage } from "./storage.ts";

/** Stores a document of a stream. The caller's object is frozen. */
export function writeDocument(
  tenant: TenantStorage,
  stream: StreamStorage,
  document: Document,
  writtenAt: number,
): void {
  deepFreeze(document);
  for (const notify of tenant.beforeChange) notify(stream);
  switch (document.kind) {
    case "prompt":
      moveSlug(tenant, stream.prompt, document.state);
      stream.prompt = { document, writtenAt };
      break;
    case "version":
      stream.versions.set(document.state.number, { document, writtenAt });
      break;
    case "deployment":
      stream.deployments.set(document.state.environment, { document, writtenAt });
      break;
    case "slug":
      stream.slug = { document, writtenAt };
      break;
  }
}

/** A stored document as it is returned: with its times filled in, and deeply frozen. Null if there is no document. */
export function read<D extends Document>(kept: Kept<D> | null | undefined): D | null {
  if (kept === null || kept === undefined) return null;
  if (kept.writtenAt !== null) {
    kept.document = deepFreeze(documentWithRecordedAt(kept.document, kept.writtenAt));
    kept.writtenAt = null;
  }
  return kept.document;
}

/** Removes a document. A missing document is no error. */
export function removeDocument(tenant: TenantStorage, stream: StreamStorage, address: DocumentAddress): void {
  for (const notify of tenant.beforeChange) notify(stream);
  switch (address.kind) {
    case "prompt":
      stream.prompt = null;
      break;
    case "version":
      stream.versions.delete(address.number);
      break;
    case "deployment":
      stream.deployments.delete(address.environment);
      break;
    case "slug":
      stream.slug = null;
      break;
  }
}

/** All documents of a stream. */
export function documentsOf({ prompt, slug, versions, deployments }: StreamStorage): readonly Document[] {
  const kept: readonly (Kept<Document> | null)[] = [
    prompt,
    slug,
    ...versions.values(),
    ...deployments.values(),
  ];
  return kept.flatMap((one) => read(one) ?? []);
}

/** The document that a key names, or null. */
export function findDocument(tenant: TenantStorage, key: DocumentKey): Document | null {
  if (key.kind === "slug") return read(tenant.streams.get(slugStreamName(key.slug))?.slug);
  const stream = promptStream(tenant, key.prompt);
  if (stream === undefined) return null;
  switch (key.kind) {
    case "prompt":
      return read(stream.prompt);
    case "deployment":
      return read(stream.deployments.get(key.environment));
    case "version":
      return read(stream.versions.get(numberOf(key.number, stream)));
  }
}

/** The version of a stream with the highest number. */
export function currentVersion(stream: StreamStorage): Kept<VersionDocument> | undefined {
  return stream.versions.get(numberOf("current", stream));
}

function numberOf(ref: VersionRef, { prompt }: StreamStorage): number {
  if (typeof ref === "number") return ref;
  const state = prompt?.document.state ?? initialPrompt;
  return ref === "current" ? currentNumber(state) : latestCommitted(state);
}

/** The stream of a prompt, if it has one. */
export function promptStream(tenant: TenantStorage, prompt: PromptKey): StreamStorage | undefined {
  const id = "id" in prompt ? prompt.id : tenant.promptsBySlug.get(prompt.slug);
  return id === undefined ? undefined : tenant.streams.get(promptStreamName(id));
}

/** Updates the index of prompts by slug. Most events do not change it; then the previous document is not read. */
function moveSlug(
  { promptsBySlug }: TenantStorage,
  before: Kept<PromptDocument> | null,
  { id, slug, status }: PromptState,
): void {
  if (status === "alive" && promptsBySlug.get(slug) === id) return;
  const held = before?.document.state.slug;
  if (held !== undefined && promptsBySlug.get(held) === id) promptsBySlug.delete(held);
  if (status === "alive") promptsBySlug.set(slug, id);
}
