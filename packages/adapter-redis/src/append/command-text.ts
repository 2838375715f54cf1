import type { CommandRecord, StoredCommand, StreamAppend } from "@promptledger/core/adapter";
import { deepFreeze } from "@promptledger/core/adapter";
import { NUL } from "../event-text.ts";

/** What an append sends of its command; the script puts the time, the position and the streams' versions before it. */
export function commandText(
  { fingerprint, result }: CommandRecord,
  streams: readonly StreamAppend[],
): string {
  let text = `${fingerprint}\0${result}`;
  for (const { stream } of streams) text += `\0${stream}`;
  return text;
}

/** A command out of its stored text; frozen. */
export function storedCommand(id: string, text: string): StoredCommand {
  const [recordedAt, position, versions = "", fingerprint = "", result = "", ...streams] = text.split(NUL);
  const numbers = versions.split(",");
  return deepFreeze({
    id,
    fingerprint,
    result,
    position: Number(position),
    recordedAt: Number(recordedAt),
    versions: streams.map((stream, index) => ({ stream, version: Number(numbers[index]) })),
  });
}
