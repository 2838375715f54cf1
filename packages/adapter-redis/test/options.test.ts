import { redisEventStore } from "@promptledger/adapter-redis";
import { Redis } from "ioredis";
import { expect, test } from "vitest";

const client = new Redis({ lazyConnect: true });

test.each<[unknown, string]>([
  [undefined, "options: must be an object"],
  [{}, "client: must be a client of ioredis, such as new Redis() or new Cluster([...])"],
  [
    { client: "redis://localhost" },
    "client: must be a client of ioredis, such as new Redis() or new Cluster([...])",
  ],
  [{ client, from: 1 }, "from: unknown option; there are client, prefix, clock"],
  [{ client, prefix: 1 }, "prefix: must be a string"],
  [{ client, prefix: "{a}" }, "prefix: must have 1 to 100 characters"],
  [{ client, clock: {} }, "clock: must be a clock with the methods now and sleep"],
  [{ client, keepCommandsForDays: 0 }, "keepCommandsForDays: must be a number of days, more than 0"],
  [{ client, allowVolatile: "yes" }, "allowVolatile: must be true or false"],
  [{ client, assumeDurable: 1 }, "assumeDurable: must be true or false"],
  [{ client, waitForReplicas: 1.5 }, "waitForReplicas: must be an integer of at least 0"],
  [{ client, timeout: "30s" }, "timeout: must be an integer of at least 1"],
  [{ client, maximumWaiting: { appends: 1 } }, "maximumWaiting: must be { appends, bytes }"],
  [{ client, maximumWaiting: { appends: 1, bytes: -1 } }, "maximumWaiting: must be { appends, bytes }"],
])("the options %j are refused by name", (options, message) => {
  const open = redisEventStore as (options: unknown) => unknown;
  const error = { code: "invalid-input", message: expect.stringContaining(message) };
  expect(() => open(options)).toThrow(expect.objectContaining(error));
});
