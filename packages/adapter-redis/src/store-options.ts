import type { Clock, OptionRules } from "@promptledger/core/adapter";
import {
  booleanRule,
  clockRule,
  daysRule,
  hasMethods,
  integerFrom,
  maximumWaitingRule,
  millisecondsRule,
} from "@promptledger/core/adapter";
import type { RedisClient } from "./connection/own-client.ts";

/** How to open a store on Redis, Valkey or Redis Cluster. The client stays the host's to close. */
export interface RedisEventStoreOptions {
  /** A client of ioredis. The store connects with its options on connections of its own, which never send a command twice. */
  readonly client: RedisClient;
  /** Begins the names of all keys, behind the client's `keyPrefix`; without `{` and `}`. Default: `promptledger`. */
  readonly prefix?: string;
  /** For tests: a clock whose time is taken. Default: the time of the server; no writer's clock decides. */
  readonly clock?: Clock;
  /** How long command ids are remembered. Default: 30. */
  readonly keepCommandsForDays?: number;
  /**
   * Accepts servers that may lose what they acknowledged: `appendonly`, `appendfsync` or `maxmemory-policy` set otherwise. One warning
   * says so. Default: false; then writes to them are refused as `unavailable`, and the error names the setting. The settings are checked on
   * each new connection, and about once a second while there are writes.
   */
  readonly allowVolatile?: boolean;
  /** Trusts a managed server that does not show these settings. Default: false. */
  readonly assumeDurable?: boolean;
  /**
   * How many replicas must have an append before it is acknowledged, by `WAIT`: what a failover to one of them then keeps. Where fewer say so in
   * two seconds, the append is `outcome-unknown`. Default: 0.
   */
  readonly waitForReplicas?: number;
  /**
   * How many appends and loads of all tenants may wait in this store together, and how many bytes of them. More are refused with `overloaded`.
   * Default: 10,000 and 64 MB.
   */
  readonly maximumWaiting?: {
    /** The highest number of waiting appends and loads. */
    readonly appends: number;
    /** The highest size of all of them together, in bytes. A single one may be larger. */
    readonly bytes: number;
  };
  /**
   * How long the server may take for a command, and for a connection, in milliseconds. After that a read is `unavailable`, an append
   * `outcome-unknown`, and the connection is opened again. `close` throws `unavailable` if what is in flight takes longer. Default: 30,000.
   */
  readonly timeout?: number;
}

/** What each option of `redisEventStore` may be. */
export const STORE_OPTIONS: OptionRules<RedisEventStoreOptions> = {
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
