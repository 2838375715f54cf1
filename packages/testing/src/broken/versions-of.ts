import type { EventStore } from "@promptledger/core";
import type { AppendBatch } from "@promptledger/core/adapter";
import { checkAppend } from "@promptledger/core/adapter";

/** The current versions of the streams of a batch. Refuses a batch that breaks a limit. */
export async function versionsOf(store: EventStore, batch: AppendBatch): Promise<readonly number[]> {
  checkAppend(batch);
  const streams = batch.streams.map(({ stream }) => ({ stream }));
  return (await store.load(batch.tenant, { streams })).streams.map((slice) => slice.version);
}
