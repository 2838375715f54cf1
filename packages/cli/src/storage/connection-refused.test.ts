import { expect, test } from "vitest";
import { connectionRefused } from "./connection-refused.ts";

const target = { product: "PostgreSQL", shown: "postgres://host/db", username: "jane", password: "sesame" };
const failure = (message: string, code?: string) =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

test.each([
  [
    failure("connect ECONNREFUSED 127.0.0.1:5432", "ECONNREFUSED"),
    /ECONNREFUSED/u,
    /PostgreSQL is running.*host and port/u,
  ],
  [failure("getaddrinfo ENOTFOUND host", "ENOTFOUND"), /ENOTFOUND/u, /how the host is written/u],
  [failure("timeout exceeded when trying to connect"), /timeout/u, /PostgreSQL is running.*firewall/u],
  [
    failure('password authentication failed for user "jane"', "28P01"),
    /failed for user "\*{4}"/u,
    /user and password/u,
  ],
  [failure('database "db" does not exist', "3D000"), /does not exist/u, /database's name/u],
  [failure("WRONGPASS invalid username-password pair"), /WRONGPASS/u, /user and password/u],
  [failure("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), /self-signed/u, /TLS/u],
  [failure("something else"), /something else/u, /is running, and that host, port, user and password/u],
  [
    new AggregateError([failure("connect ECONNREFUSED ::1:5432")], ""),
    /connect ECONNREFUSED/u,
    /is running/u,
  ],
])("A failed connection says why and what to check: %s", (error, message, hint) => {
  const refused = connectionRefused(error, target);
  expect(refused).toMatchObject({ code: "unavailable", exitCode: 4 });
  expect(refused.message).toMatch(message);
  expect(refused.message).toContain("postgres://host/db cannot be reached: ");
  expect(refused.hint).toMatch(hint);
  expect(`${refused.message} ${refused.hint}`).not.toMatch(/jane|sesame/u);
});
