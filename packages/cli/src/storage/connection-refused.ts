import { CommandError } from "../terminal/command-error.ts";
import type { Account } from "./connection-reason.ts";
import { connectionReason } from "./connection-reason.ts";

/** What is connected to. */
export interface ConnectionTarget extends Account {
  /** The name of the server's product. */
  readonly product: string;
  /** The address without user and password. */
  readonly shown: string;
}

/** The error of a connection that failed, which says why, without user and password, and what to check. */
export function connectionRefused(
  error: Error | undefined,
  { product, shown, ...account }: ConnectionTarget,
): CommandError {
  const message = `${shown} cannot be reached: ${connectionReason(error, account)}`;
  return new CommandError("unavailable", "unavailable", message, whatToCheck(error, product), {
    cause: error,
  });
}

// The codes are those of Node, of PostgreSQL, and the first words of Redis' messages.
const CHECKS: readonly (readonly [RegExp, (product: string) => string])[] = [
  [
    /ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|timeout/iu,
    (product) =>
      `check that ${product} is running, that host and port are right, and that no firewall is between; in a container, localhost is the container itself`,
  ],
  [/ENOTFOUND|EAI_AGAIN/u, () => "check how the host is written, and that this machine can resolve its name"],
  [
    /28P01|28000|WRONGPASS|NOAUTH|NOPERM|password|pg_hba/u,
    (product) =>
      `check user and password, in which special characters are written as % and two digits, and that ${product} lets this user in from here`,
  ],
  [/3D000/u, () => "check the database's name, or create it with createdb"],
  [
    /certificate|CERT|SSL|TLS/iu,
    (product) =>
      `check whether ${product} expects TLS: sslmode in a postgres:// URL, rediss:// in place of redis://`,
  ],
];

function whatToCheck(error: Error | undefined, product: string): string {
  const code = error !== undefined && "code" in error ? String(error.code) : "";
  const text = `${code} ${error?.message ?? ""}`;
  const found = CHECKS.find(([pattern]) => pattern.test(text));
  return (
    found?.[1](product) ??
    `check that ${product} is running, and that host, port, user and password are right`
  );
}
