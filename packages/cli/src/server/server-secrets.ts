import { randomBytes } from "node:crypto";
import type { EventStore, Secrets } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";
import { aesSecrets, secretsKey } from "@promptledger/models";
import type { KeptSecretsKey, OpenedStorage } from "../storage/storage.ts";

/** The text that the keys for secrets are derived from, and where it comes from. */
export type ServerSecretsKey =
  | ({ readonly from: "environment" } & Pick<KeptSecretsKey, "text">)
  | ({ readonly from: "storage" } & KeptSecretsKey);

/** The environment's text, or else one that the storage keeps. Null if there is neither: other processes may share the storage. */
export async function serverSecretsKey(
  given: string | null,
  storage: Pick<OpenedStorage, "secretsKey">,
): Promise<ServerSecretsKey | null> {
  if (given !== null) return { from: "environment", text: given };
  const kept = await storage.secretsKey?.();
  return kept === undefined ? null : { from: "storage", ...kept };
}

/** Encrypts the secrets of model providers. Without a text to derive the key from, no secret is accepted, and the error says what to do. */
export function providerSecrets(text: string | null): Secrets {
  return text === null ? { seal: noKey, open: noKey } : aesSecrets(secretsKey(text, "provider-secrets"));
}

function noKey(): never {
  throw new LedgerError(
    "secrets-unavailable",
    "this server has no key for the secrets of model providers: set PROMPTLEDGER_SECRETS_KEY to at least 32 characters, the same in every process, and start it again; docs/how-to/move-from-orkes.md explains it",
  );
}

/** The key that signs the tokens of Orkes' API. */
export interface SigningKey {
  readonly bytes: Uint8Array;
  /** Whether tokens are valid only until this process ends, and in no other process. */
  readonly endsWithProcess: boolean;
}

/**
 * The key that signs the tokens of Orkes' API: derived from the text, so that every process with the same text accepts the tokens of the others.
 * Without a text, it is random and never leaves this process: a key in the storage could be read by anyone who reads the prompts. Earlier
 * releases stored one there; it is removed.
 */
export async function signingKey(text: string | null, records: EventStore["records"]): Promise<SigningKey> {
  await records.remove("_server", "token-key", "current");
  return text === null
    ? { bytes: randomBytes(32), endsWithProcess: true }
    : { bytes: secretsKey(text, "orkes-tokens"), endsWithProcess: false };
}
