import { randomBytes } from "node:crypto";
import type { EventStore, Secrets } from "@promptledger/core";
import { aesSecrets, secretsKey } from "@promptledger/models";

/** Encrypts the secrets of model providers. Null without a text to derive the key from: then no secret is accepted. */
export function providerSecrets(given: string | null): Secrets | null {
  return given === null ? null : aesSecrets(secretsKey(given, "provider-secrets"));
}

/** The key that signs the tokens of Orkes' API. */
export interface SigningKey {
  readonly bytes: Uint8Array;
  /** Whether tokens are valid only until this process ends, and in no other process. */
  readonly endsWithProcess: boolean;
}

/**
 * The key that signs the tokens of Orkes' API: derived from the environment's text, so that every process with the same text accepts the
 * tokens of the others. Without a text, it is random and never leaves this process: a key in the storage could be read by anyone who reads the
 * prompts. Earlier releases stored one there; it is removed.
 */
export async function signingKey(given: string | null, records: EventStore["records"]): Promise<SigningKey> {
  await records.remove("_server", "token-key", "current");
  return given === null
    ? { bytes: randomBytes(32), endsWithProcess: true }
    : { bytes: secretsKey(given, "orkes-tokens"), endsWithProcess: false };
}
