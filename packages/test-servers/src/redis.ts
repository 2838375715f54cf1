import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { askRedis } from "./ask-redis.ts";
import { findRedisServer } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { serverFolder } from "./server-folder.ts";
import type { ServerProcess } from "./server-process.ts";
import { startProcess, untilReady } from "./server-process.ts";

/** How to start a Redis server. */
export interface RedisOptions {
  /** Settings of redis.conf, over the defaults. Every write is in the append-only file before it is answered, unless set here. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Default: a free one. */
  readonly port?: number;
}

/** A real Redis or Valkey server that belongs to a test. It listens on 127.0.0.1 only and asks for no password. */
export interface RedisServer {
  /** Its URL, of database 0. */
  readonly url: string;
  readonly port: number;
  /** Its folder, which holds the data. */
  readonly folder: string;
  /** Sends it one command on a connection of its own, and answers what it answered. */
  ask(command: string, ...args: readonly string[]): Promise<unknown>;
  /** The id of its process; undefined while it does not run. */
  pid(): number | undefined;
  /** Ends it as a crash would: SIGKILL to it and to what it has forked. What it had fsynced or written is there after `start`. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same data and port. Throws if it runs, or was stopped. */
  start(): Promise<void>;
  /** Ends it and removes its data. May be called twice. */
  stop(): Promise<void>;
  /** What it has written to its log so far. */
  log(): string;
}

/**
 * Starts a Redis server on new data. It ends with this process at the latest.
 * Throws if no Redis is installed, and says how to get it.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const program = findRedisServer();
  const folder = serverFolder("promptledger-redis", {});
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const log = join(folder, "log");
  const data = join(folder, "data");
  mkdirSync(data);
  const port = options.port ?? (await freePort());
  const args = settingsOf({ ...defaults(data, port), ...options.settings });
  const ask: RedisServer["ask"] = (command, ...values) => askRedis(port, command, ...values);
  const start = async (): Promise<ServerProcess> => {
    const started = await startProcess({ program, args, user: {}, folder, log });
    await untilReady(started, log, () => ask("ping"));
    return started;
  };

  let server: ServerProcess;
  try {
    server = await start();
  } catch (error) {
    remove();
    throw error;
  }
  let lastLog: string | undefined;
  return {
    url: `redis://127.0.0.1:${port}/0`,
    port,
    folder,
    ask,
    pid: () => (server.isRunning() ? server.pid : undefined),
    kill: () => server.kill(),
    async start() {
      if (lastLog !== undefined) throw new Error("the server was stopped, and its data removed");
      if (server.isRunning()) throw new Error("the server runs already");
      server = await start();
    },
    async stop() {
      // Its data goes with it: nobody waits for a last save, nor for its replicas.
      await server.kill();
      lastLog ??= readFileSync(log, "utf8");
      remove();
    },
    log: () => lastLog ?? readFileSync(log, "utf8"),
  };
}

function defaults(data: string, port: number): NonNullable<RedisOptions["settings"]> {
  return {
    bind: "127.0.0.1",
    port,
    dir: data,
    appendonly: "yes",
    appendfsync: "always",
    // The append-only file is what it starts from.
    save: "",
    "maxmemory-policy": "noeviction",
  };
}

function settingsOf(settings: NonNullable<RedisOptions["settings"]>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
