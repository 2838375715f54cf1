import { describe, expect, test } from "vitest";
import { HttpError } from "../../api/errors/http-error.ts";
import { errorBody } from "./errors.ts";

describe("the body of an error", () => {
  test("says when to try again, if the answer's headers do (contract 1.4)", () => {
    const headers = { "retry-after": "7" };
    expect(errorBody(new HttpError(429, "Too many.", { headers }))).toEqual({
      detail: "Too many.",
      retry_after: 7,
    });
    expect(errorBody(new HttpError(429, "Too many."))).toEqual({ detail: "Too many." });
    expect(errorBody(new HttpError(503, "Busy.", { headers }))).toEqual({ detail: "Busy." });
  });
});
