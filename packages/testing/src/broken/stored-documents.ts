import type { MemoryStorage } from "@promptledger/adapter-memory";

/** One stream as the store in memory keeps it. */
type Stream =
  ReturnType<MemoryStorage["tenants"]["values"]> extends Iterable<infer Tenant extends { streams: unknown }>
    ? Tenant["streams"] extends Map<string, infer One>
      ? One
      : never
    : never;

/** The documents of a tenant's streams as they are at a moment, each stream with a copy of its own. */
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

/** Puts documents back as they were; with `missingOnly` only those that are gone. */
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

/** Takes all documents of a stream away. */
export function dropDocuments(stream: Stream): void {
  stream.prompt = null;
  stream.slug = null;
  stream.versions.clear();
  stream.deployments.clear();
}
