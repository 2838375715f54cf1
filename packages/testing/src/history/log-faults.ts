import type { LedgerEvent } from "@promptledger/core";
import type { Fault } from "./faults.ts";
import { acknowledged, commandOf, first, logOf, withFeed, withLog } from "./faults.ts";

/** Faults of the log and of followers. */
export const LOG_FAULTS: readonly Fault[] = [
  {
    name: "an event is lost",
    kind: "position-gap",
    seed: (history) => withLog(history, (events) => events.toSpliced(40, 1), { keepPositions: true }),
  },
  {
    name: "an event is lost, and those after it move up",
    kind: "version-gap",
    seed: (history) =>
      withLog(history, (events) => {
        const index = events.findIndex(
          (event, at) => at > 40 && events.slice(at + 1).some(({ stream }) => stream === event.stream),
        );
        return events.toSpliced(index, 1);
      }),
  },
  {
    name: "an event is there twice",
    kind: "event-id-twice",
    seed: (history) => withLog(history, (events) => events.toSpliced(40, 0, events[40] as LedgerEvent)),
  },
  {
    name: "two writes are in the other order than they were done",
    kind: "out-of-order",
    seed(history) {
      const { operation, append } = acknowledged(history);
      const { byCommand } = logOf(history);
      const later = first(history.operations, (one) => {
        const isLater = one.tenant === operation.tenant && one.start > (operation.end ?? 0);
        const found = byCommand.get(commandOf(one))?.[0];
        return isLater && found ? found : undefined;
      });
      return withLog(history, (events) => {
        const isMoved = ({ commandId }: LedgerEvent): boolean => commandId === append.commandId;
        const rest = events.filter((event) => !isMoved(event));
        const end = rest.findLastIndex(({ commandId }) => commandId === later.commandId);
        return rest.toSpliced(end + 1, 0, ...events.filter(isMoved));
      });
    },
  },
  {
    name: "a command is done twice",
    kind: "command-twice",
    seed(history) {
      const { append } = acknowledged(history);
      return withLog(history, (events) => {
        const versions = new Map(events.map(({ stream, version }) => [stream, version]));
        const again = append.events.map((event): LedgerEvent => {
          const version = (versions.get(event.stream) ?? 0) + 1;
          versions.set(event.stream, version);
          return { ...event, id: `${event.id}-again`, version, recordedAt: events.at(-1)?.recordedAt ?? 0 };
        });
        return [...events, ...again];
      });
    },
  },
  {
    name: "a command is in the log that nobody sent",
    kind: "unknown-command",
    seed(history) {
      const { commandId } = acknowledged(history).append;
      return withLog(history, (events) =>
        events.map(
          (event): LedgerEvent =>
            event.commandId === commandId ? { ...event, commandId: "nobody's" } : event,
        ),
      );
    },
  },
  {
    name: "recordedAt goes back",
    kind: "time-goes-back",
    seed: (history) =>
      withLog(history, (events) => {
        const event = events[40] as LedgerEvent;
        return events.with(40, { ...event, recordedAt: (events[0]?.recordedAt ?? 0) - 1 });
      }),
  },
  {
    name: "an event has another content than was sent",
    kind: "wrong-content",
    seed: (history) =>
      withLog(history, (events) => {
        const index = events.findIndex((one, at) => at > 20 && one.type === "VersionCreated");
        const event = events[index] as Extract<LedgerEvent, { readonly type: "VersionCreated" }>;
        const data = { ...event.data, content: { ...event.data.content, model: "another" } };
        return events.with(index, { ...event, data });
      }),
  },
  {
    name: "an event has another actor than the one that sent it",
    kind: "wrong-content",
    seed(history) {
      const { append } = acknowledged(history);
      return withLog(history, (events) =>
        events.map((event) => (event.commandId === append.commandId ? { ...event, actor: "nobody" } : event)),
      );
    },
  },
  {
    name: "a follower misses an event",
    kind: "feed-missing",
    seed: (history) => withFeed(history, (seen) => seen.toSpliced(40, 1)),
  },
  {
    name: "a follower does not see the last event",
    kind: "feed-missing",
    seed: (history) => withFeed(history, (seen) => seen.slice(0, -1)),
  },
  {
    name: "a follower sees an event twice",
    kind: "feed-twice",
    seed: (history) => withFeed(history, (seen) => seen.toSpliced(40, 0, ...seen.slice(40, 41))),
  },
  {
    name: "a follower sees another event at a position",
    kind: "feed-order",
    seed: (history) =>
      withFeed(history, (seen) => seen.map((one, at) => (at === 40 ? { ...one, id: "another" } : one))),
  },
  {
    name: "a follower sees an event before it is sent",
    kind: "feed-early",
    seed: (history) =>
      withFeed(history, (seen) => seen.map((one, at) => (at === 40 ? { ...one, at: 1 } : one))),
  },
];
