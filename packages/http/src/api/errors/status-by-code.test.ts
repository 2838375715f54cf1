import type { ErrorCode } from "@promptledger/core";
import { ERROR_CODES, RETRYABLE_CODES } from "@promptledger/core";
import { expect, test } from "vitest";
import { STATUS_BY_CODE } from "./status-by-code.ts";

const codes = (Object.keys(ERROR_CODES) as readonly ErrorCode[]).map((code) => ({
  code,
  retryable: RETRYABLE_CODES.includes(code),
}));

test("what may succeed later is 503, and nothing else is a status that Respan's clients repeat by themselves but a failure of the server", () => {
  for (const { code, retryable } of codes) {
    const { respan } = STATUS_BY_CODE[code];
    if (retryable) expect(respan, code).toBe(503);
    // 501 and 502 are about models, which Respan's API never calls.
    else expect([400, 403, 404, 412, 500, 501, 502, 503], code).toContain(respan);
  }
});

test("what may succeed later is 503 for Orkes' clients too, nothing is 401, and one refusal alone is 409 (rule X12)", () => {
  for (const { code, retryable } of codes) {
    const { orkes } = STATUS_BY_CODE[code];
    if (retryable) expect(orkes, code).toBe(503);
    else expect(orkes, code).not.toBe(401);
  }
  expect(codes.map(({ code }) => code).filter((code) => STATUS_BY_CODE[code].orkes === 409)).toEqual([
    "version-live",
  ]);
});
