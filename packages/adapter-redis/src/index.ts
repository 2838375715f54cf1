// The event store on Redis, Valkey or Redis Cluster
export {};
