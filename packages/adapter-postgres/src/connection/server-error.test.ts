import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ledgerError } from "./errors.ts";

const refused = { severity: "ERROR", code: "42501", message: "permission denied for table events" };
const raised = {
  severity: "ERROR",
  code: "23514",
  message: "SECRET is no campaign",
  routine: "exec_stmt_raise",
};
const quoting = {
  severity: "ERROR",
  code: "22P02",
  message: 'invalid input syntax for type integer: "SECRET"',
};

/** The same error as Drizzle and Prisma throw it. */
function wrappedIn(error: {
  readonly code: string;
  readonly message: string;
}): readonly (readonly [string, unknown])[] {
  const drizzle = Object.assign(new Error("Failed query: ... params: SECRET"), { cause: error });
  const cause = { originalCode: error.code, originalMessage: error.message, kind: "postgres" };
  const prisma = Object.assign(new Error("Raw query failed: SECRET"), {
    code: "P2010",
    meta: { driverAdapterError: Object.assign(new Error("DriverAdapterError"), { cause }) },
  });
  return [
    ["a driver", error],
    ["Drizzle", drizzle],
    ["Prisma", prisma],
  ];
}

describe("the server's own message", () => {
  test.each(wrappedIn(refused))("is kept in the cause, from %s", (_, thrown) => {
    const error = ledgerError(thrown, "writes");
    expect(error.code).toBe("unavailable");
    expect(error.cause).toMatchObject({
      code: "42501",
      message: "42501: permission denied for table events",
    });
  });

  test("is in the message too where the ledger has no better one", () => {
    const full = {
      severity: "ERROR",
      code: "53100",
      message: "could not extend file: No space left on device",
    };
    expect(ledgerError(full, "writes").message).toContain("No space left on device");
  });

  test.each([...wrappedIn(quoting), ["a trigger", raised] as const])(
    "is left out where it may quote a value, from %s",
    (_, thrown) => {
      expect(inspect(ledgerError(thrown, "writes"), { depth: 9 })).not.toContain("SECRET");
    },
  );

  test("of a lost connection is kept, and what a client says of the values is left out", () => {
    const lost = new Error("Failed query: SELECT $1 params: SECRET", { cause: new Error("read ECONNRESET") });
    const error = ledgerError(lost, "writes");
    expect(error).toMatchObject({
      code: "outcome-unknown",
      message: expect.stringContaining("read ECONNRESET"),
    });
    expect(inspect(error, { depth: 9 })).not.toContain("SECRET");
  });
});
