import type { OptionRule } from "@promptledger/core/adapter";
import {
  booleanRule,
  clockRule,
  daysRule,
  hasMethods,
  integerFrom,
  maximumWaitingRule,
  millisecondsRule,
} from "@promptledger/core/adapter";

type StoreOption =
  | "client"
  | "prefix"
  | "clock"
  | "keepCommandsForDays"
  | "allowVolatile"
  | "assumeDurable"
  | "waitForReplicas"
  | "maximumWaiting"
  | "timeout";

/** What each option of `redisEventStore` may be. */
export const STORE_OPTIONS: { readonly [Option in StoreOption]: OptionRule } = {
  client: {
    isValid: (value) =>
      hasMethods(value, ["duplicate", "on"]) && typeof (value as { options?: unknown }).options === "object",
    wanted: "a client of ioredis, such as new Redis() or new Cluster([...])",
    required: true,
  },
  prefix: { isValid: (value) => typeof value === "string", wanted: "a string" },
  clock: clockRule,
  keepCommandsForDays: daysRule,
  allowVolatile: booleanRule,
  assumeDurable: booleanRule,
  waitForReplicas: integerFrom(0),
  maximumWaiting: maximumWaitingRule,
  timeout: millisecondsRule,
};
