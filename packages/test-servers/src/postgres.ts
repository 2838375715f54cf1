import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createDatabase } from "./create-database.ts";
import { findPostgresProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { query } from "./query.ts";
import { serverFolder } from "./server-folder.ts";
import type { ServerProcess } from "./server-process.ts";
import { startProcess, untilReady } from "./server-process.ts";
import type { ServerUser } from "./server-user.ts";
import { serverUser } from "./server-user.ts";

/** How to start a PostgreSQL server. */
export interface PostgresOptions {
  /** Settings of postgresql.conf, over the defaults. `fsync` is on, as in production, unless it is set here. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** A real PostgreSQL server that belongs to a test. It listens on 127.0.0.1 only and asks for no password. */
export interface PostgresServer {
  /** The URL of the database `postgres`, as its superuser. */
  readonly url: string;
  readonly port: number;
  /** Its folder, which holds the data and the socket. */
  readonly folder: string;
  /** Creates an empty database of a unique name, and answers its URL. */
  createDatabase(): Promise<string>;
  /** The id of its main process; undefined while it does not run. */
  pid(): number | undefined;
  /** Ends it as a power cut would: SIGKILL to all of its processes. What was committed is there after `start`. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same data and port. Throws if it runs, or was stopped. */
  start(): Promise<void>;
  /**
   * Shuts it down, even if clients are connected, and removes its data. May be called twice. Default: `fast`, which first
   * writes everything to the disk; `immediate` does not, which is quicker where there are many databases.
   */
  stop(mode?: "fast" | "immediate"): Promise<void>;
  /** What it has written to its log so far. */
  log(): string;
}

/**
 * Starts a PostgreSQL server on new data and a free port. It ends with this process at the latest.
 * Throws if no PostgreSQL is installed, and says how to get it.
 */
export async function startPostgres({ settings = {} }: PostgresOptions = {}): Promise<PostgresServer> {
  const program = findPostgresProgram("postgres");
  const user = serverUser();
  const folder = serverFolder("promptledger-postgres", user);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const log = join(folder, "log");
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const args = ["-D", join(folder, "data"), ...settingsOf({ ...defaults(folder, port), ...settings })];
  const start = async (): Promise<ServerProcess> => {
    const started = await startProcess({ program, args, user, folder, log });
    await untilReady(started, log, () => query(url, "select 1"));
    return started;
  };

  let server: ServerProcess;
  try {
    await initialise(folder, user, log);
    server = await start();
  } catch (error) {
    remove();
    throw error;
  }
  let lastLog: string | undefined;
  return {
    url,
    port,
    folder,
    createDatabase: () => createDatabase(url),
    pid: () => (server.isRunning() ? server.pid : undefined),
    kill: () => server.kill(),
    async start() {
      if (lastLog !== undefined) throw new Error("the server was stopped, and its data removed");
      if (server.isRunning()) throw new Error("the server runs already");
      server = await start();
    },
    async stop(mode = "fast") {
      await server.end(mode === "fast" ? "SIGINT" : "SIGQUIT");
      lastLog ??= readFileSync(log, "utf8");
      remove();
    },
    log: () => lastLog ?? readFileSync(log, "utf8"),
  };
}

async function initialise(folder: string, user: ServerUser, log: string): Promise<void> {
  const program = findPostgresProgram("initdb");
  const rules = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  // Not synced: only a machine that fails would need it, and a killed server does not.
  const args = ["--pgdata", join(folder, "data"), "--no-sync", "--no-instructions", ...rules];
  const initdb = await startProcess({ program, args, user, folder, log });
  if ((await initdb.ended()) !== 0) throw new Error(`initdb failed; it wrote:\n${readFileSync(log, "utf8")}`);
}

function defaults(folder: string, port: number): NonNullable<PostgresOptions["settings"]> {
  return {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    fsync: true,
    // In the folder, which is removed, and not in /dev/shm, where a killed server leaves it behind.
    dynamic_shared_memory_type: "mmap",
  };
}

function settingsOf(settings: NonNullable<PostgresOptions["settings"]>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}
