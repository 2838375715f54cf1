// The event store on Redis, Valkey or Redis Cluster
export type { RedisClient } from "./connection/own-client.ts";
export { type RedisEventStore, type RedisEventStoreOptions, redisEventStore } from "./redis-event-store.ts";
