import type { AppendResult, StoredCommand } from "@promptledger/core/adapter";
import { meetsExpectation } from "@promptledger/core/adapter";
import type { BrokenStore } from "./broken-store.ts";
import { brokenAppend, brokenStore } from "./broken-store.ts";
import { versionsOf } from "./versions-of.ts";

let renamed = 0;

/** Stores that do not keep commands as they must. */
export const brokenCommands: readonly BrokenStore[] = [
  brokenStore(
    "forgets commands",
    "does not remember command ids when appending",
    ["CM-1", "CM-2", "CM-3", "CM-6", "CM-7", "CM-8", "RT-5", "TI-2", "TI-3", "RD-2"],
    () => {
      const latest = new Map<string, string>();
      return (store) => ({
        append(batch) {
          renamed += 1;
          const { id } = batch.command;
          const key = `${batch.tenant}/${id}`;
          const command = {
            ...batch.command,
            id: id === "" || id.length > 255 ? id : `${id.slice(0, 200)}#${renamed}`,
          };
          return store.append({ ...batch, command }).then((result) => {
            if (result.status === "appended") latest.set(key, command.id);
            return result;
          });
        },
        async load(tenant, { command, ...request }) {
          const found = command === undefined ? undefined : latest.get(`${tenant}/${command}`);
          const loaded = await store.load(
            tenant,
            found === undefined ? request : { ...request, command: found },
          );
          return command === undefined || loaded.command === null
            ? loaded
            : { ...loaded, command: { ...loaded.command, id: command } };
        },
      });
    },
  ),
  brokenAppend(
    "takes any fingerprint",
    "answers a command id that comes with another input",
    ["CM-3"],
    (store) => async (batch) => {
      const { command } = await store.load(batch.tenant, { command: batch.command.id });
      const fingerprint = command?.fingerprint ?? batch.command.fingerprint;
      return store.append({ ...batch, command: { ...batch.command, fingerprint } });
    },
  ),
  brokenAppend(
    "new answer",
    "returns the current head for a repeated command",
    ["CM-1", "CM-2", "TI-2"],
    (store) => async (batch) => {
      const result = await store.append(batch);
      if (result.status === "conflict" || !result.repeated) return result;
      return { ...result, position: (await store.load(batch.tenant, {})).head.position };
    },
  ),
  brokenAppend(
    "forgets idle commands",
    "keeps only commands that wrote an event",
    ["CM-2"],
    (store) => (batch) => {
      renamed += 1;
      const idle = batch.streams.length > 0 && batch.streams.every((part) => part.events.length === 0);
      const command = idle ? { ...batch.command, id: `${batch.command.id}#${renamed}` } : batch.command;
      return store.append({ ...batch, command });
    },
  ),
  brokenStore("keeps conflicts", "a conflict uses up the command id", ["CM-5"], () => {
    const lost = new Map<string, AppendResult>();
    return (store) => ({
      async append(batch) {
        const key = `${batch.tenant}/${batch.command.id}`;
        const before = lost.get(key);
        if (before !== undefined) return before;
        const result = await store.append(batch);
        if (result.status === "conflict") lost.set(key, result);
        return result;
      },
    });
  }),
  brokenStore(
    "never forgets",
    "keeps command ids forever",
    ["CM-6"],
    () => () => ({}),
    () => ({ keepCommandsForDays: 100_000 }),
  ),
  brokenStore("finds no command", "load does not look a command id up", ["CM-4", "TI-2"], () => (store) => ({
    load: async (tenant, request) => ({
      ...(await store.load(tenant, request)),
      command: null satisfies StoredCommand | null,
    }),
  })),
  brokenAppend(
    "checks too early",
    "checks expectations before it looks up the command id",
    ["CM-1", "CM-8", "TI-2", "TI-3", "RD-2"],
    (store) => async (batch) => {
      const versions = await versionsOf(store, batch);
      for (const [index, { stream, expected }] of batch.streams.entries()) {
        const actual = versions[index] ?? 0;
        if (!meetsExpectation(expected, actual)) return { status: "conflict", stream, expected, actual };
      }
      return store.append(batch);
    },
  ),
];
