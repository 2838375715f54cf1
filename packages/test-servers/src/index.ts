// The servers that all tests of a run share
export { createDatabase } from "./create-database.ts";
// What stands in for a model provider's endpoint
export {
  type ChatAnswer,
  type ChatRequest,
  complete,
  type ModelServer,
  startModelServer,
} from "./model-server.ts";
// Servers of one test: to be killed, restarted, or set up in another way
export { type PgBouncer, type PgBouncerOptions, startPgBouncer } from "./pgbouncer.ts";
export { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";
export { type RedisOptions, type RedisServer, startRedis } from "./redis.ts";
export {
  type RedisAddress,
  type RedisCluster,
  type RedisClusterOptions,
  startRedisCluster,
} from "./redis-cluster.ts";
export { type TestPostgres, testPostgres, testPostgresUrl } from "./test-postgres.ts";
export { testRedisCluster, testRedisUrl } from "./test-redis.ts";
