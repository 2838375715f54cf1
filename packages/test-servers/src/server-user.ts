import { execFileSync } from "node:child_process";

/** The user that a server runs as, in the form that `spawn` takes; empty where it is the user of this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Who may run a database server: PostgreSQL and pgbouncer refuse root, so root runs them as `postgres` or `nobody`. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  return idsOf("postgres") ?? idsOf("nobody") ?? {};
}

function idsOf(user: string): ServerUser | undefined {
  const id = (flag: string): number =>
    Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}
