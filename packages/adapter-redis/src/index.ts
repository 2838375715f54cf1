// The event store on Redis, Valkey or Redis Cluster
export type { RedisClient } from "./connection.ts";
export { type RedisEventStore, type RedisEventStoreOptions, redisEventStore } from "./redis-event-store.ts";
