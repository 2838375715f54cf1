import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { environmentSecret } from "./environment-secret.ts";
import { providerSecrets, signingKey } from "./server-secrets.ts";

const GIVEN = "a-text-of-thirty-two-characters!";
const givenSecretsKey = (value?: string) =>
  environmentSecret({ PROMPTLEDGER_SECRETS_KEY: value }, "PROMPTLEDGER_SECRETS_KEY");

test("PROMPTLEDGER_SECRETS_KEY has at least 32 visible characters, or is missing", () => {
  expect([givenSecretsKey(undefined), givenSecretsKey(""), givenSecretsKey(GIVEN)]).toEqual([
    null,
    null,
    GIVEN,
  ]);
  for (const weak of [GIVEN.slice(1), `${GIVEN} `, `${GIVEN}\n`, GIVEN.replace("a", "ä")])
    expect(() => givenSecretsKey(weak)).toThrow("at least 32 characters");
});

test("It encrypts providers' secrets, and nothing does without it", () => {
  expect(providerSecrets(null)).toBeNull();
  const sealed = providerSecrets(GIVEN)?.seal("sk-1") ?? "";
  expect(sealed).not.toContain("sk-1");
  expect(providerSecrets(GIVEN)?.open(sealed)).toBe("sk-1");
});

test("Tokens are signed with a key derived from it, or else with one that all processes on the storage share", async () => {
  const { records } = memoryEventStore();
  const [one, other] = await Promise.all([signingKey(null, records), signingKey(null, records)]);
  expect(one).toEqual(other);
  expect(one.byteLength).toBe(32);
  const made = await signingKey(GIVEN, records);
  expect(made).not.toEqual(one);
  expect(await signingKey(GIVEN, memoryEventStore().records)).toEqual(made);
});
