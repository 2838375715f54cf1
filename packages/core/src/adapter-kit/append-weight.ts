import type { AppendBatch } from "../store/append.ts";

/** About how many bytes an append takes while it waits. Without a command it is one that a rebuild makes. */
export function appendWeight({
  command,
  streams,
  redactions = [],
}: Pick<AppendBatch, "streams" | "redactions"> & {
  readonly command: AppendBatch["command"] | null;
}): number {
  let weight = 256 + (command?.result.length ?? 0);
  for (const { events, documents } of streams) {
    for (const { data, metadata } of events) weight += 256 + data.length + metadata.length;
    weight += 2048 * (documents?.length ?? 0);
  }
  for (const { data, metadata } of redactions) weight += 256 + data.length + metadata.length;
  return weight;
}
