import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const DEBIAN = "/usr/lib/postgresql";

/** The PostgreSQL program of a name: of PROMPTLEDGER_POSTGRES_BIN if set, else Debian's newest, else on the PATH. */
export function findPostgresProgram(name: string): string {
  const chosen = process.env["PROMPTLEDGER_POSTGRES_BIN"];
  const found = find(name, chosen === undefined ? [...debianFolders(), ...searchPath()] : [chosen]);
  if (found !== undefined) return found;
  throw new Error(
    `PostgreSQL's ${name} was not found${chosen === undefined ? "" : ` in ${chosen}`}. On Debian: apt-get install postgresql; elsewhere, install PostgreSQL and put ${name} on the PATH, or its folder into PROMPTLEDGER_POSTGRES_BIN.`,
  );
}

/** The pgbouncer program: on the PATH, or in the folder where Debian keeps it. */
export function findPgBouncer(): string {
  const found = find("pgbouncer", [...searchPath(), "/usr/sbin"]);
  if (found !== undefined) return found;
  throw new Error(
    "pgbouncer was not found. On Debian: apt-get install pgbouncer; elsewhere, put it on the PATH.",
  );
}

/** The redis-server program, or Valkey's: PROMPTLEDGER_REDIS_SERVER if set, else the one on the PATH. */
export function findRedisServer(): string {
  const chosen = process.env["PROMPTLEDGER_REDIS_SERVER"];
  if (chosen !== undefined && isExecutable(chosen)) return chosen;
  const found = chosen === undefined ? find("redis-server", searchPath()) : undefined;
  if (found !== undefined) return found;
  throw new Error(
    `redis-server was not found${chosen === undefined ? "" : ` at ${chosen}`}. On Debian: apt-get install redis-server; elsewhere, install Redis or Valkey and put redis-server on the PATH, or the path of its program into PROMPTLEDGER_REDIS_SERVER.`,
  );
}

function find(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function debianFolders(): readonly string[] {
  try {
    const versions = readdirSync(DEBIAN).sort((left, right) => Number(right) - Number(left));
    return versions.map((version) => join(DEBIAN, version, "bin"));
  } catch {
    return [];
  }
}

function searchPath(): readonly string[] {
  return (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
}
