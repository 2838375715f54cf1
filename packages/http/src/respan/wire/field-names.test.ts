import { expect, test } from "vitest";
import { wireName } from "../../api/errors/wire-name.ts";
import { FIELD_NAMES } from "./field-names.ts";

test.each([
  ["input.maxTokens", "max_tokens"],
  ["changes.messages[0].role", "messages[0].role"],
  ["input.loadBalanceModels[2].model", "load_balance_models[2].model"],
  ["slug", "prompt_slug"],
  ["id", "prompt_id"],
  ["message", "description"],
  ["commandId", "Idempotency-Key"],
  ["version", "version"],
  ["", ""],
])("the ledger's field %j is %j in the API", (field, name) => {
  expect(wireName(field, FIELD_NAMES)).toBe(name);
});
