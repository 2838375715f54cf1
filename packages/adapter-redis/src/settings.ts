import { LedgerError } from "@promptledger/core/adapter";
import type { Connection } from "./connection/connection.ts";
import { isRefusal } from "./connection/errors.ts";

/** What the host accepts. */
export interface Accepted {
  /** That acknowledged events can be lost. */
  readonly volatile: boolean;
  /** That the server does not show its settings. */
  readonly hidden: boolean;
}

/** The oldest Redis that is supported; Valkey reports the version of Redis that it is compatible with. */
const OLDEST = [6, 2] as const;

/** What each setting must be, so that nothing acknowledged is forgotten, and what to do where it is not. */
const DURABLE = [
  ["appendonly", "yes", "without it a restart forgets what was not in the last snapshot"],
  ["appendfsync", "always", "without it what was acknowledged is written to the disk only later"],
  ["maxmemory-policy", "noeviction", "any other policy lets the server delete events to make room"],
] as const;

/**
 * Refuses servers that could evict or forget events, that are replicas or too old. Answers what a host that has accepted volatile
 * servers should be warned of.
 */
export async function checkSettings(connection: Connection, accepted: Accepted): Promise<readonly string[]> {
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
  if (accepted.hidden) return [];
  const warnings: string[] = [];
  for (const [setting, wanted, why] of DURABLE) {
    for (const { server, answer, error } of await connection.ask("config", ["get", setting])) {
      if (isRefusal(error)) {
        refuse(
          `the server ${server} does not show its settings: make sure that ${DURABLE.map((one) => `${one[0]} is ${one[1]}`).join(", ")}, and open the store with \`assumeDurable: true\``,
        );
      }
      const value = settingOf(answer, setting);
      if (value === wanted) continue;
      const found = `the server ${server} runs with ${setting} ${value}`;
      if (!accepted.volatile) {
        refuse(
          `${found}: set ${setting} ${wanted}, for ${why}; or, to accept that acknowledged events can be lost, open the store with \`allowVolatile: true\``,
        );
      }
      warnings.push(`${found}: ${why}`);
    }
  }
  return warnings;
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
