import type { Cursor, EventStore } from "@promptledger/core";
import type { LoadResult, RecordedEvent } from "@promptledger/core/adapter";

/** How the positions and events that a broken store returns differ from the stored ones. */
export interface Translation {
  /** The returned position for a stored one. Default: the same. */
  readonly position?: (tenant: string, position: number) => number;
  /** The stored position for a returned one. Default: the same. */
  readonly back?: (tenant: string, position: number) => number;
  /** The returned event for a stored one, apart from its position. Default: the same. */
  readonly event?: (event: RecordedEvent) => RecordedEvent;
}

/** The calls of a store, with positions and events changed wherever they are returned. */
export function translate(store: EventStore, translation: Translation): Partial<EventStore> {
  const { position = same, back = same, event = identity } = translation;
  const headOf = (tenant: string, head: Cursor): Cursor => ({
    ...head,
    position: position(tenant, head.position),
  });
  const eventOf = (one: RecordedEvent): RecordedEvent => ({
    ...event(one),
    position: position(one.tenant, one.position),
  });
  const after = (tenant: string, cursor: Cursor | number): Cursor | number =>
    typeof cursor === "number"
      ? back(tenant, cursor)
      : { ...cursor, position: back(tenant, cursor.position) };
  const { catalog } = store;
  return {
    async append(batch) {
      const result = await store.append(batch);
      return result.status === "conflict"
        ? result
        : { ...result, position: position(batch.tenant, result.position) };
    },
    async load(tenant, request) {
      const { head, streams, documents, command } = await store.load(tenant, request);
      const loaded: LoadResult = {
        head: headOf(tenant, head),
        streams: streams.map((slice) => ({ ...slice, events: slice.events.map(eventOf) })),
        documents,
        command: command === null ? null : { ...command, position: position(tenant, command.position) },
      };
      return loaded;
    },
    async *readLog(tenant, { until, ...range }) {
      const end = until === undefined ? {} : { until: back(tenant, until) };
      for await (const one of store.readLog(tenant, { ...range, ...end, after: after(tenant, range.after) }))
        yield eventOf(one);
    },
    async *queryLog(tenant, { after: place, ...query }) {
      const start =
        place === undefined ? {} : { after: { ...place, position: back(tenant, place.position) } };
      for await (const one of store.queryLog(tenant, { ...query, ...start })) yield eventOf(one);
    },
    async *follow(tenant, request) {
      for await (const one of store.follow(tenant, { ...request, after: after(tenant, request.after) }))
        yield eventOf(one);
    },
    catalog: {
      async findPrompts(tenant, query) {
        const page = await catalog.findPrompts(tenant, query);
        return { ...page, head: headOf(tenant, page.head) };
      },
      async findVersions(tenant, query) {
        const page = await catalog.findVersions(tenant, query);
        return { ...page, head: headOf(tenant, page.head) };
      },
    },
  };
}

function same(_tenant: string, position: number): number {
  return position;
}

function identity(event: RecordedEvent): RecordedEvent {
  return event;
}
