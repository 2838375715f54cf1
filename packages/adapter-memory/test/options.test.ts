import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";

test.each<[unknown, string]>([
  [null, "options: must be an object"],
  ["memory", "options: must be an object"],
  [{ from: 1 }, "from: unknown option; there are storage, clock, keepCommandsForDays, timeout"],
  [{ storage: {} }, "storage: must be a storage of memoryStorage()"],
  [{ storage: null }, "storage: must be a storage of memoryStorage()"],
  [{ clock: Date }, "clock: must be a clock with the methods now and sleep"],
  [{ keepCommandsForDays: "30" }, "keepCommandsForDays: must be a number of days, more than 0"],
  [{ keepCommandsForDays: Number.NaN }, "keepCommandsForDays: must be a number of days, more than 0"],
  [{ timeout: 0 }, "timeout: must be an integer of at least 1 and at most 2147483647, in milliseconds"],
  [{ keepCommandsForDays: -1 }, "keepCommandsForDays: must be a number of days, more than 0"],
])("the options %j are refused by name", (options, message) => {
  const open = memoryEventStore as (options: unknown) => unknown;
  expect(() => open(options)).toThrow(expect.objectContaining({ code: "invalid-input", message }));
});
