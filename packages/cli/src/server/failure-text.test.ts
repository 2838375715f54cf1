import { LedgerError } from "@promptledger/core";
import { expect, test } from "vitest";
import { failureText } from "./failure-text.ts";

test("A failure is one line, with the code and message of each cause", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  const error = new LedgerError("unavailable", "the database\ncannot be reached", { cause: refused });
  expect(failureText(error)).toMatch(
    /^LedgerError unavailable: the database cannot be reached; caused by Error ECONNREFUSED: connect ECONNREFUSED 10\.0\.0\.7:5432 at /u,
  );
});

test("A bug has the place where it happened", () => {
  expect(failureText(new TypeError("x is not a function"))).toMatch(
    /^TypeError: x is not a function at .*failure-text\.test\.ts/u,
  );
});

test("Neither a parser's quotation nor another property of an error is written", () => {
  let parsing: unknown;
  try {
    JSON.parse("sk-very-secret");
  } catch (error) {
    parsing = error;
  }
  const detailed = Object.assign(new Error("refused", { cause: parsing }), {
    detail: "Key (text)=(a secret prompt)",
    command: { args: ["a secret prompt"] },
  });
  const text = failureText(detailed);
  expect(text).toMatch(/^Error: refused at .*; caused by SyntaxError: /u);
  expect(text).not.toContain("secret");
  expect(failureText("a secret")).toBe("something other than an error: string");
});

test("An error that is its own cause ends", () => {
  const error = new Error("around");
  error.cause = error;
  expect(failureText(error).match(/around/gu)).toHaveLength(5);
});
