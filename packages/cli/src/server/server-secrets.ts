import type { EventStore } from "@promptledger/core";
import { secretsKey } from "@promptledger/models";
import { environmentSecret, randomSecret } from "./environment-secret.ts";

/** The text that the environment sets for the server's keys, checked. Null if it sets none. */
export function givenSecretsKey(value: string | undefined): string | null {
  return environmentSecret(value, {
    variable: "PROMPTLEDGER_SECRETS_KEY",
    minimumLength: 32,
    code: "weak-secrets-key",
    advice: "and keep it: without it no stored secret can be read",
  });
}

const SCOPE = "_server";
const KIND = "token-key";
const KEY = "current";

/**
 * The key that signs the tokens of Orkes' API: derived from the environment's text, or else a random one in the storage, so that all
 * processes on one storage accept each other's tokens.
 */
export async function signingKey(given: string | null, records: EventStore["records"]): Promise<Uint8Array> {
  if (given !== null) return secretsKey(given, "orkes-tokens");
  const value = JSON.stringify(randomSecret());
  await records.put(SCOPE, { kind: KIND, key: KEY, value, expected: "none" });
  const [record] = await records.get(SCOPE, KIND, [KEY]);
  return Buffer.from(JSON.parse(record?.value ?? value) as string, "base64url");
}
