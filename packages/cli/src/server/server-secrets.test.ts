import { memoryEventStore } from "@promptledger/adapter-memory";
import { expect, test } from "vitest";
import { environmentSecret } from "./environment-secret.ts";
import { providerSecrets, serverSecretsKey, signingKey } from "./server-secrets.ts";

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

test("It encrypts providers' secrets, and without it the error names the variable and the how-to", () => {
  const sealed = providerSecrets(GIVEN).seal("sk-1");
  expect(sealed).not.toContain("sk-1");
  expect(providerSecrets(GIVEN).open(sealed)).toBe("sk-1");
  for (const call of [providerSecrets(null).seal, providerSecrets(null).open])
    expect(() => call("sk-1")).toThrow(
      expect.objectContaining({
        code: "secrets-unavailable",
        message: expect.stringMatching(/PROMPTLEDGER_SECRETS_KEY.*docs\/how-to\/move-from-orkes\.md/u),
      }),
    );
});

test("It takes precedence over the key that the storage keeps, which is not made then", async () => {
  const kept = { text: "kept", file: "/data/secrets-key" };
  let made = 0;
  const secretsKey = async () => {
    made += 1;
    return kept;
  };
  expect(await serverSecretsKey(GIVEN, { secretsKey })).toEqual({ from: "environment", text: GIVEN });
  expect(made).toBe(0);
  expect(await serverSecretsKey(null, { secretsKey })).toEqual({ from: "storage", ...kept });
  expect(await serverSecretsKey(null, {})).toBeNull();
});

test("Tokens are signed with a key derived from it, the same in every process", async () => {
  const { records } = memoryEventStore();
  const one = await signingKey(GIVEN, records);
  expect(one).toEqual(await signingKey(GIVEN, memoryEventStore().records));
  expect([one.bytes.byteLength, one.endsWithProcess]).toEqual([32, false]);
  expect(one.bytes).not.toEqual((await signingKey(`${GIVEN}!`, records)).bytes);
});

test("Without it they are signed with a key of the process, and no key is kept in the storage", async () => {
  const { records } = memoryEventStore();
  // As an earlier release left one.
  const left = { kind: "token-key", key: "current", value: '"c2VjcmV0"', expected: "none" } as const;
  await records.put("_server", [left]);
  const one = await signingKey(null, records);
  const other = await signingKey(null, records);
  expect([one.bytes.byteLength, one.endsWithProcess]).toEqual([32, true]);
  expect(one.bytes).not.toEqual(other.bytes);
  expect(await records.list("_server", "token-key")).toEqual([]);
});
