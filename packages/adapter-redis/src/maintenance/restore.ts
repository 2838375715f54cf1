import type { LogEnd, RecordedEvent, RestoreResult } from "@promptledger/core/adapter";
import { checkStream, checkStretch, LedgerError, stretches } from "@promptledger/core/adapter";
import type { Argument } from "../connection/connection.ts";
import { rememberLength } from "../connection/key-hints.ts";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { eventText } from "../event-text.ts";
import { SEGMENT } from "../keys.ts";

/** Where events are restored. */
export interface RestoreTarget extends ReadSource {
  /** Wakes the tenant's followers. */
  readonly wake: () => void;
}

/** Adds events of another ledger as they are, a stretch at a time, each all or none. */
export async function restore(
  target: RestoreTarget,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  let count = 0;
  for await (const stretch of stretches(events)) {
    await addStretch(target, stretch);
    count += stretch.length;
    target.wake();
  }
  return { head: (await endOf(target, [])).head, events: count };
}

async function addStretch(target: RestoreTarget, events: readonly RecordedEvent[]): Promise<void> {
  for (const { stream } of events) checkStream(stream);
  // Until nobody else has appended between looking and adding.
  for (;;) {
    const end = await endOf(target, events);
    checkStretch(end, events);
    const { keys, args } = encode(target, end, events);
    const verdict = String(await target.connection.run(SCRIPTS.restore, keys, args, "writes"));
    if (verdict.startsWith("D"))
      throw new LedgerError(
        "duplicate-event",
        `an event with the id ${verdict.slice(1)} is in the log already`,
      );
    if (verdict !== "W") continue;
    for (const { stream, version } of events)
      if (version >= SEGMENT.stream) rememberLength(target.hints, stream, version);
    return;
  }
}

async function endOf(target: RestoreTarget, events: readonly RecordedEvent[]): Promise<LogEnd> {
  const read = reading(target);
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const answers = streams.map((stream) => [stream, read.stream(stream, 0, 0)] as const);
  const { head, recordedAt } = await read.run();
  return {
    head,
    recordedAt,
    versions: new Map(answers.map(([stream, answer]) => [stream, answer().version])),
  };
}

function encode(
  { keys }: RestoreTarget,
  { head, versions }: LogEnd,
  events: readonly RecordedEvent[],
): { readonly keys: readonly string[]; readonly args: readonly Argument[] } {
  const declared = [keys.head];
  const indexes = new Map<string, number>();
  const declare = (key: string): number => {
    const index = indexes.get(key) ?? declared.push(key);
    indexes.set(key, index);
    return index;
  };
  const lengths = [...versions].map(
    ([stream, version]) =>
      `${declare(keys.stream(stream, Math.floor(version / SEGMENT.stream)))} ${version % SEGMENT.stream}`,
  );
  const last = events.at(-1);
  const args: Argument[] = [head.position, last?.id ?? "", last?.recordedAt ?? 0, lengths.length, ...lengths];
  for (const event of events) {
    const { id, stream, version, position } = event;
    const log = declare(keys.log(Math.floor((position - 1) / SEGMENT.log)));
    const segment = declare(keys.stream(stream, Math.floor((version - 1) / SEGMENT.stream)));
    const text = eventText(event, event.recordedAt);
    const reference = `${version} ${Buffer.byteLength(text)} -1 ${stream}`;
    args.push(`${log} ${segment} ${declare(keys.ids(id))}`, id, position, reference, text);
  }
  return { keys: declared, args };
}
