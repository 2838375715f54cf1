import { expect, test } from "vitest";
import { wireName } from "./wire-name.ts";

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
])("the ledger's field %j is %j here", (field, name) => {
  expect(wireName(field)).toBe(name);
});

test("a request that names its fields otherwise brings names of its own", () => {
  expect(wireName("variables.a[0]", { variables: "promptVariables" })).toBe("promptVariables.a[0]");
  expect(wireName("prompt", { variables: "promptVariables" })).toBe("prompt");
});
