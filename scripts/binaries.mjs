// The programs that tests start. What is missing is installed where that is ours to do; elsewhere it is said how to get it.
import { accessSync, constants, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run, step } from "./run.mjs";

/** @type {readonly { command: string, debianPackage: string }[]} */
const PROGRAMS = [
  { command: "curl", debianPackage: "curl" },
  { command: "postgres", debianPackage: "postgresql" },
  { command: "pgbouncer", debianPackage: "pgbouncer" },
  { command: "redis-server", debianPackage: "redis-server" },
];
/** What Debian starts as soon as it is installed. Tests start their own, so nobody asked for that one. */
const SERVICES = ["pgbouncer", "redis-server"];
const POSTGRESQL = "/usr/lib/postgresql";
const CREATE_CLUSTER = "/etc/postgresql-common/createcluster.conf";

/** Makes sure that every program that tests start is there; answers whether it is. */
export async function provideBinaries() {
  const missing = PROGRAMS.filter(({ command }) => !isInstalled(command));
  if (missing.length === 0) return true;
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (!existsSync("/etc/debian_version") || process.getuid?.() !== 0) {
    const commands = missing.map(({ command }) => command).join(", ");
    console.error(
      `The tests need ${commands}. On Debian: apt-get install ${packages.join(" ")}; elsewhere, install it and put it on the PATH.`,
    );
    return false;
  }
  return step(`set-up: apt-get installs ${packages.join(", ")}, which tests start`, () => install(packages));
}

/** @param {readonly string[]} packages */
async function install(packages) {
  const updated = await run("apt-get", ["update"]);
  if (!updated.ok) return updated;
  if (packages.includes("postgresql")) preventCluster();
  const apt = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "--yes", "--no-install-recommends"];
  const installed = await run("env", [...apt, ...packages]);
  for (const service of SERVICES.filter((name) => packages.includes(name)))
    await run("service", [service, "stop"]);
  return installed;
}

/** Debian's PostgreSQL would start a server on port 5432 as soon as it is installed; this file tells it not to. */
function preventCluster() {
  if (existsSync(CREATE_CLUSTER)) return;
  mkdirSync(dirname(CREATE_CLUSTER), { recursive: true });
  writeFileSync(CREATE_CLUSTER, "create_main_cluster = false\n");
}

/** Where programs lie: Debian keeps those of PostgreSQL, and those of the system, where a PATH may not lead. */
function folders() {
  const versions = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL) : [];
  return [
    ...(process.env.PATH ?? "").split(delimiter),
    "/usr/sbin",
    ...versions.map((version) => join(POSTGRESQL, version, "bin")),
    ...(process.env.PROMPTLEDGER_POSTGRES_BIN ?? "").split(delimiter),
  ].filter((folder) => folder !== "");
}

/** @param {string} command */
function isInstalled(command) {
  return folders().some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
