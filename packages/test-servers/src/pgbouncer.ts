import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPgBouncer } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { query } from "./query.ts";
import { serverFolder } from "./server-folder.ts";
import { startProcess, untilReady } from "./server-process.ts";
import { serverUser } from "./server-user.ts";

/** How to start a pgbouncer. */
export interface PgBouncerOptions {
  /** The URL of the database to stand before. */
  readonly postgres: string;
  /** Settings of the section [pgbouncer], over the defaults. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** A real pgbouncer in transaction mode, before one database: each transaction may run on another connection. */
export interface PgBouncer {
  /** The URL of the database through it. */
  readonly url: string;
  /** Ends it, even if clients are connected. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a pgbouncer on a free port. It ends with this process at the latest.
 * Throws if it is not installed, and says how to get it.
 */
export async function startPgBouncer({ postgres, settings = {} }: PgBouncerOptions): Promise<PgBouncer> {
  const program = findPgBouncer();
  const user = serverUser();
  const folder = serverFolder("promptledger-pgbouncer", user);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const log = join(folder, "log");
  const port = await freePort();
  const configuration = join(folder, "pgbouncer.ini");
  writeFileSync(configuration, configurationOf(new URL(postgres), port, settings));
  const url = new URL(postgres);
  url.host = `127.0.0.1:${port}`;
  try {
    const server = await startProcess({ program, args: [configuration], user, folder, log });
    await untilReady(server, log, () => query(url.href, "select 1"));
    return {
      url: url.href,
      async stop() {
        await server.end("SIGTERM");
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function configurationOf(
  url: URL,
  port: number,
  settings: NonNullable<PgBouncerOptions["settings"]>,
): string {
  const target = {
    host: url.hostname,
    port: url.port || "5432",
    dbname: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
  };
  const pairs = Object.entries(target).map(([name, value]) => `${name}='${value.replaceAll("'", "''")}'`);
  const section = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "any",
    pool_mode: "transaction",
    ...settings,
  };
  const lines = Object.entries(section).map(([name, value]) => `${name} = ${value}`);
  return `[databases]\n* = ${pairs.join(" ")}\n[pgbouncer]\n${lines.join("\n")}\n`;
}
