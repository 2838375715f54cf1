import type { EventStore, Secrets } from "@promptledger/core";
import { aesSecrets, secretsKey } from "@promptledger/models";
import { randomSecret } from "./environment-secret.ts";

/** Encrypts the secrets of model providers. Null without a text to derive the key from: then no secret is accepted. */
export function providerSecrets(given: string | null): Secrets | null {
  return given === null ? null : aesSecrets(secretsKey(given, "provider-secrets"));
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
