// The event store on Redis, Valkey or Redis Cluster
export type { RedisClient } from "./connection/own-client.ts";
export { type RedisEventStore, redisEventStore } from "./redis-event-store.ts";
export type { RedisEventStoreOptions } from "./store-options.ts";
