import { expect, test } from "vitest";
import { isLedgerError, LedgerError, RETRYABLE_CODES } from "./errors.ts";

test("an error carries its code, whether it is retryable, its issues and its cause", () => {
  const cause = new Error("socket closed");
  const error = new LedgerError("unavailable", "the storage did not answer", { cause });
  expect(error).toMatchObject({
    name: "LedgerError",
    message: "the storage did not answer",
    code: "unavailable",
    retryable: true,
    issues: [],
    cause,
  });
  expect("cause" in new LedgerError("busy", "try again")).toBe(false);
  expect(new LedgerError("invalid-input", "a", { issues: [{ field: "a", message: "b" }] }).issues).toEqual([
    { field: "a", message: "b" },
  ]);
});

test("errors are recognised, and told apart by code", () => {
  const error = new LedgerError("busy", "try again");
  expect([isLedgerError(error), isLedgerError(error, "busy"), isLedgerError(error, "forbidden")]).toEqual([
    true,
    true,
    false,
  ]);
  for (const other of [new Error("busy"), { code: "busy" }, null, undefined, "busy", 1])
    expect(isLedgerError(other)).toBe(false);
});

test("errors are recognised across copies of this package in one process", async () => {
  const copy = "./errors.ts?copy";
  const { LedgerError: Other } = (await import(/* @vite-ignore */ copy)) as typeof import("./errors.ts");
  expect(Other).not.toBe(LedgerError);
  expect(new Other("busy", "try again")).not.toBeInstanceOf(LedgerError);
  expect(isLedgerError(new Other("busy", "try again"), "busy")).toBe(true);
});

test("the marker is no field that shows in JSON or a log", () => {
  expect(Object.getOwnPropertySymbols({ ...new LedgerError("busy", "try again") })).toEqual([]);
});

test("what can be retried is closed and small", () => {
  expect(RETRYABLE_CODES).toEqual(["busy", "overloaded", "too-stale", "unavailable", "outcome-unknown"]);
  for (const code of ["busy", "forbidden"] as const)
    expect(new LedgerError(code, "").retryable).toBe(code === "busy");
});
