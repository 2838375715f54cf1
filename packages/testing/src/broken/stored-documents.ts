import type { MemoryStorage } from "@promptledger/adapter-memory";

/** A stream as the memory store keeps it. */
type Stream =
  ReturnType<MemoryStorage["tenants"]["values"]> extends Iterable<infer Tenant extends { streams: unknown }>
    ? Tenant["streams"] extends Map<string, infer One>
      ? One
      : never
    : never;

/** Copies the documents of a tenant's streams, as they are now. */
export function copyDocuments(
  storage: MemoryStorage,
  tenant: string,
): readonly (readonly [Stream, Stream])[] {
  const streams = storage.tenants.get(tenant)?.streams.values() ?? [];
  return [...streams].map((stream) => [
    stream,
    { ...stream, versions: new Map(stream.versions), deployments: new Map(stream.deployments) },
  ]);
}

/** Restores documents from a copy; with `missingOnly`, only those that were removed. */
export function putBack([stream, before]: readonly [Stream, Stream], missingOnly = false): void {
  if (!missingOnly) dropDocuments(stream);
  stream.prompt ??= before.prompt;
  stream.slug ??= before.slug;
  for (const [number, document] of before.versions) {
    if (!stream.versions.has(number)) stream.versions.set(number, document);
  }
  for (const [environment, document] of before.deployments) {
    if (!stream.deployments.has(environment)) stream.deployments.set(environment, document);
  }
}

/** Removes all documents of a stream. */
export function dropDocuments(stream: Stream): void {
  stream.prompt = null;
  stream.slug = null;
  stream.versions.clear();
  stream.deployments.clear();
}
