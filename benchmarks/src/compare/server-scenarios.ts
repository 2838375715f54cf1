import { atOnce } from "../timed.ts";
import type { Scenario, Storage } from "./scenario.ts";

/** Whole commands by so many callers, each on a prompt of its own. */
export const edits = (storage: Storage, callers: number, calls: number): Scenario => ({
  title: `${storage}: versions.edit, ${callers} ${callers === 1 ? "caller" : "callers"} on as many prompts`,
  storage,
  unit: "commands/s",
  callers,
  calls,
  weight: 1,
  prepare: async ({ peer }) => {
    return async (round) => {
      const prompt = (index: number): string => `c${callers}-r${round}-${index % callers}`;
      await atOnce(16, callers, (index) => peer.prepare(prompt(index)));
      return (index) => peer.command(prompt(index));
    };
  },
});

/** Appends of one event by so many callers, half to new streams, half to such as have one event. */
export const appends = (storage: Storage, callers: number, calls: number): Scenario => ({
  title: `${storage}: store.append of one event, ${callers} callers`,
  storage,
  unit: "appends/s",
  callers,
  calls,
  weight: 1,
  prepare: async ({ peer }) => {
    return async (round) => {
      const existing = (index: number): string => `a${callers}-r${round}-e${index}`;
      await atOnce(callers, calls / 2, (index) => peer.append(existing(index), 0));
      return (index) =>
        index % 2 === 0
          ? peer.append(existing(index / 2), 1)
          : peer.append(`a${callers}-r${round}-n${index}`, 0);
    };
  },
});

/** Appends of many events in one call, each to a new stream, one after the other. */
export const appendsOfMany = (storage: Storage, events: number, calls: number): Scenario => ({
  title: `${storage}: store.append of ${events.toLocaleString("en")} events in one call`,
  storage,
  unit: "events/s",
  callers: 1,
  calls,
  weight: events,
  prepare: async ({ peer }) => {
    return async (round) => (index) => peer.appendMany(`m${events}-r${round}-${index}`, events);
  },
});
