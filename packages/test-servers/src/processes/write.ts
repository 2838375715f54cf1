import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import type { AppendBatch, Appended, AppendResult } from "@promptledger/core/adapter";
import { newEvent } from "./new-event.ts";
import type { WriteArgument, WriterNote } from "./worker-message.ts";

const SHARED_STREAMS = 16;
const SHARED_EVERY = 16;

/**
 * Runs several concurrent writers. Each append has exact versions: one event for the writer's own stream and, every sixteenth time, one for a
 * stream that all processes share. After a conflict, the append is built again. If the outcome is unknown, it is repeated with its command id
 * until it is answered.
 */
export async function write(
  store: EventStore,
  { tenant, name, writers, appends }: WriteArgument,
  report: (note: WriterNote) => void,
  signal: AbortSignal,
): Promise<null> {
  // The versions of the shared streams, as far as this process knows them.
  const known = new Map<string, number>();
  await Promise.all(Array.from({ length: writers }, (_, index) => writeOn(`${name}-${index}`, index)));
  return null;

  async function writeOn(writer: string, index: number): Promise<void> {
    let version = 0;
    for (let count = 0; count !== appends && !signal.aborted; count += 1) {
      let attempt = 0;
      let result: AppendResult;
      do {
        attempt += 1;
        result = await appendUntilAnswered(batchOf(writer, version, index + count, attempt));
        if (result.status === "conflict") {
          if (result.stream === writer) throw new Error(`another writer wrote to ${writer}`);
          known.set(result.stream, result.actual);
        }
      } while (result.status === "conflict");
      for (const one of result.versions) if (one.stream !== writer) known.set(one.stream, one.version);
      version += 1;
    }
  }

  function batchOf(writer: string, version: number, count: number, attempt: number): AppendBatch {
    const command = `${writer}/${version}/${attempt}`;
    const own = { stream: writer, expected: version, events: [newEvent(command, 1)] };
    const shared = `shared-${Math.floor(count / SHARED_EVERY) % SHARED_STREAMS}`;
    const also = { stream: shared, expected: known.get(shared) ?? 0, events: [newEvent(command, 2)] };
    return {
      tenant,
      command: { id: command, fingerprint: writer, result: "{}" },
      streams: count % SHARED_EVERY === 0 ? [own, also] : [own],
    };
  }

  async function appendUntilAnswered(batch: AppendBatch): Promise<AppendResult> {
    const command = batch.command.id;
    for (let outcomeUnknown = false; ; await sleep(100)) {
      try {
        const result = await store.append(batch);
        const repeated = result.status === "appended" && result.repeated;
        if (repeated && !outcomeUnknown) throw new Error(`${command} is a repeat, but was sent only once`);
        if (outcomeUnknown) report({ type: "resolved", command, committed: repeated });
        if (result.status === "appended") acknowledge(command, result);
        return result;
      } catch (error) {
        if (isLedgerError(error, "outcome-unknown")) {
          if (!outcomeUnknown) report({ type: "in-doubt", command });
          outcomeUnknown = true;
        } else if (!isLedgerError(error, "unavailable")) throw error;
      }
    }
  }

  function acknowledge(command: string, { position, versions }: Appended): void {
    report({ type: "acknowledged", acknowledgement: { command, position, versions } });
  }
}
