import type { StreamVersion } from "@promptledger/core/adapter";

/** The streams of a stored command with their versions after it, from its columns `streams` and `versions`. */
export function versionsAfter(streams: string, versions: string): readonly StreamVersion[] {
  const added: readonly (readonly [stream: string, events: number])[] = JSON.parse(streams);
  const before: readonly number[] = JSON.parse(versions);
  return added.map(([stream, events], index) => ({ stream, version: (before[index] ?? 0) + events }));
}
