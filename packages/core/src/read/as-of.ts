import type { ReadPoint } from "../history/moment.ts";
import { foldPromptStream, foldSlugStream } from "../history/projection.ts";
import type { PromptStream } from "../prompt/stream.ts";
import { promptOfStream, promptStreamName, slugStreamName } from "../prompt/stream.ts";
import type { RecordedEvent } from "../store/recorded-event.ts";
import { happenedAt } from "../store/recorded-event.ts";
import type { ReadSession } from "./session.ts";

/** The longest prefix of a stream at or before a point. */
export function prefixAt(events: readonly RecordedEvent[], point: ReadPoint): readonly RecordedEvent[] {
  const end = events.findIndex((event) => isAfter(event, point));
  return end === -1 ? events : events.slice(0, end);
}

/** A prompt's stream as it was at a point. */
export async function promptStreamAt(
  { store, tenant }: ReadSession,
  id: string,
  point: ReadPoint,
): Promise<PromptStream> {
  const { streams } = await store.load(tenant, { streams: [{ stream: promptStreamName(id) }] });
  return foldPromptStream(prefixAt(streams[0]?.events ?? [], point));
}

/** The prompt that had a slug at a point, or null. */
export async function promptIdAt(
  { store, tenant }: ReadSession,
  slug: string,
  point: ReadPoint,
): Promise<string | null> {
  const { streams } = await store.load(tenant, { streams: [{ stream: slugStreamName(slug) }] });
  return foldSlugStream(slug, prefixAt(streams[0]?.events ?? [], point)).promptId;
}

/** All prompts of a tenant as they were at a point. It reads the log, so its cost grows with the history. */
export async function promptStreamsAt(
  { store, tenant }: ReadSession,
  point: ReadPoint,
): Promise<readonly PromptStream[]> {
  const streams = new Map<string, { readonly events: RecordedEvent[]; ended: boolean }>();
  const until = point.kind === "position" ? { until: point.position } : {};
  for await (const event of store.readLog(tenant, { after: 0, ...until })) {
    if (promptOfStream(event.stream) === null) continue;
    const slice = streams.get(event.stream) ?? { events: [], ended: false };
    streams.set(event.stream, slice);
    if (slice.ended || isAfter(event, point)) slice.ended = true;
    else slice.events.push(event);
  }
  return [...streams.values()]
    .filter(({ events }) => events.length > 0)
    .map(({ events }) => foldPromptStream(events));
}

function isAfter(event: RecordedEvent, point: ReadPoint): boolean {
  switch (point.kind) {
    case "happened":
      return happenedAt(event) > point.time;
    case "recorded":
      return event.recordedAt > point.time;
    case "position":
      return event.position > point.position;
  }
}
