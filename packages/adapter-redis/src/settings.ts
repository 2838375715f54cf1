import { LedgerError } from "@promptledger/core/adapter";
import type { Connection } from "./connection/connection.ts";
import { isRefusal } from "./connection/errors.ts";

/** The oldest Redis that is supported; Valkey reports the version of Redis that it is compatible with. */
const OLDEST = [6, 2] as const;

/** What each setting must be, so that nothing acknowledged is forgotten, and what to do where it is not. */
const DURABLE = [
  ["appendonly", "yes", "without it a restart forgets what was not in the last snapshot"],
  ["appendfsync", "always", "without it what was acknowledged is written to the disk only later"],
  ["maxmemory-policy", "noeviction", "any other policy lets the server delete events to make room"],
] as const;

/** Refuses servers that are replicas, too old, or nodes of a cluster that the client knows nothing of. */
export async function checkServers(connection: Connection): Promise<void> {
  const infos = (await connection.ask("info", [])).map(({ server, answer }) => ({
    server,
    info: infoOf(String(answer)),
  }));
  for (const { server, info } of infos) {
    checkVersion(server, info);
    const mode = info.get("redis_mode") ?? "standalone";
    if (mode === "cluster" && !connection.isCluster)
      refuse(
        `the server ${server} is a node of a cluster: open the store with a client of the cluster (new Cluster([...]))`,
      );
    if (!connection.isCluster && info.get("role") === "slave")
      refuse(
        `the server ${server} is a replica: connect to its master, or with a client that follows failovers`,
      );
  }
}

/** Throws for servers that could evict or forget events. Only a write needs better ones. */
export async function checkDurability(connection: Connection): Promise<void> {
  for (const { found, setting, wanted, why } of await unsafeSettings(connection)) {
    refuse(
      `${found}, so writes are refused: set ${setting} ${wanted}, for ${why}; or, to accept that acknowledged events can be lost, open the store with \`allowVolatile: true\``,
    );
  }
}

/** What a host that has accepted such servers is warned of. */
export async function durabilityWarnings(connection: Connection): Promise<readonly string[]> {
  return (await unsafeSettings(connection)).map(({ found, why }) => `${found}: ${why}`);
}

interface UnsafeSetting {
  /** The server, and what it runs with. */
  readonly found: string;
  readonly setting: string;
  readonly wanted: string;
  readonly why: string;
}

async function unsafeSettings(connection: Connection): Promise<readonly UnsafeSetting[]> {
  const unsafe: UnsafeSetting[] = [];
  const answers = await Promise.all(
    DURABLE.map(async ([setting, wanted, why]) => {
      return { setting, wanted, why, servers: await connection.ask("config", ["get", setting]) };
    }),
  );
  for (const { setting, wanted, why, servers } of answers) {
    for (const { server, answer, error } of servers) {
      if (isRefusal(error)) {
        refuse(
          `the server ${server} does not show its settings: make sure that ${DURABLE.map((one) => `${one[0]} is ${one[1]}`).join(", ")}, and open the store with \`assumeDurable: true\``,
        );
      }
      const value = settingOf(answer, setting);
      if (value !== wanted)
        unsafe.push({ found: `the server ${server} runs with ${setting} ${value}`, setting, wanted, why });
    }
  }
  return unsafe;
}

function checkVersion(server: string, info: ReadonlyMap<string, string>): void {
  const version = info.get("redis_version") ?? "0";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  refuse(
    `the server ${server} is Redis ${version}, which is too old: ${OLDEST.join(".")} or later is needed`,
  );
}

function infoOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\r\n").map((line) => line.split(":"));
  return new Map(lines.flatMap(([name, ...rest]) => (name === undefined ? [] : [[name, rest.join(":")]])));
}

// Name and value in turn; ioredis may have made an object of them.
function settingOf(answer: unknown, setting: string): string {
  if (Array.isArray(answer)) return String(answer[1]);
  return String((answer as { readonly [name: string]: unknown } | null)?.[setting]);
}

function refuse(message: string): never {
  throw new LedgerError("unavailable", message);
}
