import { ERROR_CODES } from "@promptledger/core";
import { expect, test } from "vitest";
import { STATUS_BY_CODE } from "./status-by-code.ts";

test("what may succeed later is 503, and nothing else is a status that Respan's clients repeat by themselves but 500", () => {
  for (const [code, { retryable }] of Object.entries(ERROR_CODES)) {
    const { respan } = STATUS_BY_CODE[code as keyof typeof ERROR_CODES];
    if (retryable) expect(respan, code).toBe(503);
    else expect([400, 403, 404, 412, 500, 503], code).toContain(respan);
  }
});
