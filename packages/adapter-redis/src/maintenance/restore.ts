import type { LogEnd, RecordedEvent, RestoreResult } from "@promptledger/core/adapter";
import { checkStream, checkStretch, LedgerError, restoreStretches } from "@promptledger/core/adapter";
import type { Argument } from "../connection/connection.ts";
import { rememberLength } from "../connection/key-hints.ts";
import type { ReadSource } from "../connection/reading.ts";
import { reading } from "../connection/reading.ts";
import type { Index } from "../connection/script-arguments.ts";
import { scriptArguments } from "../connection/script-arguments.ts";
import { SCRIPTS } from "../connection/scripts.ts";
import { eventText } from "../event-text.ts";
import type { TenantKeys } from "../keys.ts";
import { importedSegment, SEGMENT } from "../keys.ts";

/** Where events are restored. */
export interface RestoreTarget extends ReadSource {
  /** Wakes the tenant's followers. */
  readonly wake: () => void;
}

/** Adds events of another ledger as they are, a stretch at a time, each all or none. */
export function restore(
  target: RestoreTarget,
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
): Promise<RestoreResult> {
  const stretches = {
    add: (stretch: readonly RecordedEvent[]) => addStretch(target, stretch),
    head: async () => (await endOf(target, [])).head,
    wake: target.wake,
  };
  return restoreStretches(stretches, events);
}

async function addStretch(target: RestoreTarget, events: readonly RecordedEvent[]): Promise<void> {
  for (const { stream } of events) checkStream(stream);
  // Until nobody else has appended between looking and adding.
  for (;;) {
    const end = await endOf(target, events);
    checkStretch(end, events);
    const { keys, args } = encodeStretch(target.keys, end, events);
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

/** What the script restore takes, as JSON. */
interface StretchCall {
  /** The position that the stretch follows. */
  readonly position: number;
  readonly lastId: string;
  readonly recordedAt: number;
  /** How many events the last segments of the streams must have. */
  readonly segments: readonly { readonly key: Index; readonly events: number }[];
  readonly events: readonly {
    readonly id: string;
    readonly log: Index;
    /** The segment of imported events, for an event with `occurredAt`. */
    readonly imported: Index | undefined;
    readonly occurredAt: number | undefined;
    readonly segment: Index;
    readonly ids: Index;
    readonly reference: string;
    readonly text: Index;
  }[];
}

function encodeStretch(
  keys: TenantKeys,
  { head, versions }: LogEnd,
  events: readonly RecordedEvent[],
): { readonly keys: readonly string[]; readonly args: readonly Argument[] } {
  const call = scriptArguments(keys.head);
  const segmentOf = (stream: string, before: number): Index =>
    call.key(keys.stream(stream, Math.floor(before / SEGMENT.stream)));
  const last = events.at(-1);
  const request: StretchCall = {
    position: head.position,
    lastId: last?.id ?? "",
    recordedAt: last?.recordedAt ?? 0,
    segments: [...versions].map(([stream, version]) => ({
      key: segmentOf(stream, version),
      events: version % SEGMENT.stream,
    })),
    events: events.map((event) => {
      const { id, stream, version, position, occurredAt } = event;
      const text = `${event.recordedAt}\0${eventText(event)}`;
      return {
        id,
        log: call.key(keys.log(Math.floor((position - 1) / SEGMENT.log))),
        imported: occurredAt === null ? undefined : call.key(keys.imported(importedSegment(position))),
        occurredAt: occurredAt ?? undefined,
        segment: segmentOf(stream, version - 1),
        ids: call.key(keys.ids(id)),
        reference: `${version} ${Buffer.byteLength(text)} -1 ${stream}`,
        text: call.text(text),
      };
    }),
  };
  return { keys: call.keys, args: call.args(request) };
}
