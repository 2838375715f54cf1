import type {
  DeploymentDocument,
  PromptDocument,
  PromptRow,
  VersionDocument,
} from "@promptledger/core/adapter";
import { currentVersion, read } from "./documents.ts";
import type { Kept, StreamStorage, TenantStorage } from "./storage.ts";

/** The rows of a tenant as they are at one moment. */
export interface Snapshot {
  /** May be read slowly, and once. */
  readonly rows: Iterable<PromptRow>;
  /** Ends it: what is written from then on is not kept for it. */
  release(): void;
}

/** The stored documents of a row. A write puts others in their place. */
type KeptRow = readonly [
  Kept<PromptDocument> | null,
  Kept<VersionDocument> | undefined,
  Kept<DeploymentDocument> | undefined,
];

/** The rows at the moment of the call. Nothing is copied: writes keep what they replace for as long as somebody reads. */
export function snapshotOf(tenant: TenantStorage, environment: string): Snapshot {
  const replaced = new Map<StreamStorage, KeptRow>();
  const rowAt = (stream: StreamStorage): KeptRow => [
    stream.prompt,
    currentVersion(stream),
    stream.deployments.get(environment),
  ];
  const keep = (stream: StreamStorage): void => {
    if (!replaced.has(stream)) replaced.set(stream, rowAt(stream));
  };
  tenant.beforeChange.add(keep);

  // Streams are never removed, and new ones come last.
  const count = tenant.streams.size;
  function* rows(): Iterable<PromptRow> {
    let seen = 0;
    for (const stream of tenant.streams.values()) {
      if (seen === count) return;
      seen += 1;
      const [found, current, live] = replaced.get(stream) ?? rowAt(stream);
      const prompt = read(found);
      if (prompt !== null) yield Object.freeze({ prompt, current: read(current), live: read(live) });
    }
  }
  return { rows: rows(), release: () => void tenant.beforeChange.delete(keep) };
}
