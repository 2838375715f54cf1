import { memoryEventStore } from "@promptledger/adapter-memory";
import { createLedger } from "@promptledger/core";
import { orkesApi, orkesTokens, respanApi } from "@promptledger/http";
import { describe, expect, test } from "vitest";

type Call = (...given: readonly unknown[]) => unknown;

const ledger = createLedger({ store: memoryEventStore() });
const authenticate = () => null;

/** What every API refuses. */
const OF_ALL: readonly (readonly [given: readonly unknown[], message: string])[] = [
  [[null, { authenticate }], "ledger: must be a ledger of createLedger()"],
  [[{}, { authenticate }], "ledger: must be a ledger of createLedger()"],
  [[ledger, undefined], "options: must be an object"],
  [[ledger, {}], "authenticate: must be a function"],
  [[ledger, { authenticate: null }], "authenticate: must be a function"],
  [[ledger, { authenticate, onError: console }], "onError: must be a function"],
  [[ledger, { authenticate, maximumCostlyCalls: 0 }], "maximumCostlyCalls: must be an integer of at least 1"],
  [[ledger, { authenticate, from: 1 }], "from: unknown option; there are authenticate"],
];

function refuses(call: Call, given: readonly unknown[], message: string): void {
  const error = { code: "invalid-input", message: expect.stringContaining(message) };
  expect(() => call(...given)).toThrow(expect.objectContaining(error));
}

describe("options of the wrong type are refused by name", () => {
  test.each<(typeof OF_ALL)[number]>([
    ...OF_ALL,
    [[ledger, { authenticate, environment: 1 }], "environment: must be a text"],
    [[ledger, { authenticate, publicUrl: "prompts.example" }], "publicUrl: must be a URL"],
    [[ledger, { authenticate, publicUrl: {} }], "publicUrl: must be a URL"],
  ])("of respanApi: %o", (given, message) => {
    refuses(respanApi as Call, given, message);
  });

  test.each<(typeof OF_ALL)[number]>([
    ...OF_ALL,
    [[ledger, { authenticate, tokens: "secret" }], "tokens: must be tokens of orkesTokens()"],
    [[ledger, { authenticate, deployOnSave: true }], "deployOnSave: must be a text"],
    [[ledger, { authenticate, instance: "" }], "instance: must be a text"],
    [[ledger, { authenticate, mountedAt: "orkes" }], "mountedAt: must be a path that begins with /"],
    [[ledger, { authenticate, bodyEscapes: "json" }], 'bodyEscapes: must be "python"'],
  ])("of orkesApi: %o", (given, message) => {
    refuses(orkesApi as Call, given, message);
  });

  test.each([
    [[null, { signingKey: new Uint8Array(32) }], "ledger: must be a ledger"],
    [[ledger, undefined], "options: must be an object"],
    [[ledger, {}], "signingKey: must be a Uint8Array of at least 32 bytes"],
    [[ledger, { signingKey: "x".repeat(32) }], "signingKey: must be a Uint8Array of at least 32 bytes"],
    [[ledger, { signingKey: new Uint8Array(31) }], "signingKey: must be a Uint8Array of at least 32 bytes"],
  ])("of orkesTokens: %o", (given, message) => {
    refuses(orkesTokens as Call, given, message);
  });
});
