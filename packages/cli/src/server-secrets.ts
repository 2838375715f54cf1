import { randomBytes } from "node:crypto";
import type { EventStore, Secrets } from "@promptledger/core";
import { aesSecrets, secretsKey } from "@promptledger/models";
import { CommandError } from "./command-error.ts";
import { EXIT } from "./exit-codes.ts";

/** The variable with the text that all keys of the server are made of. */
const VARIABLE = "PROMPTLEDGER_SECRETS_KEY";

const VISIBLE = /^[\x21-\x7e]{32,}$/u;

/** The text that the environment sets for the server's keys, checked; null where it sets none. */
export function givenSecretsKey(value: string | undefined): string | null {
  if (value === undefined || value === "") return null;
  if (VISIBLE.test(value)) return value;
  throw new CommandError({
    code: "weak-secrets-key",
    exitCode: EXIT.usage,
    message: `${VARIABLE} must have at least 32 characters, visible ASCII without spaces`,
    hint: `set a longer one, for example ${randomBytes(32).toString("base64url")}, and keep it: without it no stored secret opens`,
  });
}

/** Seals the secrets of model providers; null without a text to make the key of, and then no secret is taken. */
export function providerSecrets(given: string | null): Secrets | null {
  return given === null ? null : aesSecrets(secretsKey(given, "provider-secrets"));
}

const SCOPE = "_server";
const KIND = "token-key";
const KEY = "current";

/**
 * Signs the tokens of Orkes' API: made of the environment's text, or else a random one of the storage, so that every process on one
 * storage knows the tokens of the others.
 */
export async function signingKey(given: string | null, records: EventStore["records"]): Promise<Uint8Array> {
  if (given !== null) return secretsKey(given, "orkes-tokens");
  const value = JSON.stringify(randomBytes(32).toString("base64url"));
  await records.put(SCOPE, { kind: KIND, key: KEY, value, expected: "none" });
  const [record] = await records.get(SCOPE, KIND, [KEY]);
  return Buffer.from(JSON.parse(record?.value ?? value) as string, "base64url");
}
