import { expect, test } from "vitest";
import { wireName } from "../../api/errors/wire-name.ts";
import { ERRORS } from "./errors.ts";

test.each([
  ["prompt", "name"],
  ["slug", "name"],
  ["text", "template"],
  ["input.stopWords[0]", "stopWords[0]"],
  ["integrations[3]", "models[3]"],
  ["number", "version"],
  ["commandId", "Idempotency-Key"],
  ["subject.id", "subject.id"],
  ["", ""],
])("the ledger's field %j is %j in the API", (field, name) => {
  expect(wireName(field, ERRORS.names)).toBe(name);
});

test("a request with names of its own brings them", () => {
  const names = new Map([["variables", "promptVariables"]]);
  expect(wireName("variables.a[0]", names)).toBe("promptVariables.a[0]");
  expect(wireName("prompt", names)).toBe("prompt");
});
