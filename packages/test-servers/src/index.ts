// Databases on the server that all tests of a run share
export { createDatabase } from "./create-database.ts";
// Servers of one test: to be killed, frozen, restarted, or set up in another way
export { type Freezer, freezer } from "./freezer.ts";
// What stands in for a model provider's endpoint
export {
  type ChatAnswer,
  type ChatRequest,
  complete,
  type ModelServer,
  startModelServer,
} from "./model-server.ts";
// What a live view does while its server is away
export { servesThroughOutages } from "./outages/serves-through-outages.ts";
export { type PgBouncer, type PgBouncerOptions, startPgBouncer } from "./pgbouncer.ts";
export { type PostgresOptions, type PostgresServer, startPostgres } from "./postgres.ts";
// Processes that write, follow, and keep stores; and what must hold for what they did
export { bundleProgram } from "./processes/bundle-program.ts";
export { checkHistory, checkSeen, logOf } from "./processes/check-history.ts";
export { type CrashReport, type CrashScene, crashRounds } from "./processes/crash-rounds.ts";
export { fourProcesses, type ProcessStorage } from "./processes/four-processes.ts";
export { hostsInTurn } from "./processes/hosts-in-turn.ts";
export { killServer } from "./processes/kill-server.ts";
export { newEvent } from "./processes/new-event.ts";
export {
  type RoundReport,
  type SoakOptions,
  type SoakReport,
  soakHistory,
} from "./processes/soak-history.ts";
export { type Running, startWorkers, type Worker } from "./processes/start-workers.ts";
export type { Acknowledgement, SeenEvent } from "./processes/worker-message.ts";
export { type RedisOptions, type RedisServer, startRedis } from "./redis.ts";
export {
  type RedisAddress,
  type RedisCluster,
  type RedisClusterOptions,
  startRedisCluster,
} from "./redis-cluster.ts";
// A proxy that cuts connections, and the servers that all tests of a run share
export { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
export { type TestPostgres, testPostgres, testPostgresUrl } from "./test-postgres.ts";
export { testRedisCluster, testRedisUrl } from "./test-redis.ts";
