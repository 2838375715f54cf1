import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Secrets } from "@promptledger/core";
import { LedgerError } from "@promptledger/core";

const ALGORITHM = "aes-256-gcm";
const NONCE = 12;
const TAG = 16;

/** Marks the format of a sealed text, so that another format can follow. */
const FORM = "aes256gcm.1";

/**
 * Seals secrets with AES-256-GCM and a key of 32 bytes, each time with a new random nonce. A text that was changed, or sealed with another key,
 * does not open. Throws `invalid-input` for any other key.
 */
export function aesSecrets(key: Uint8Array): Secrets {
  if (!(key instanceof Uint8Array) || key.byteLength !== 32)
    throw invalidField("key", "must be a Uint8Array with 32 bytes; make one of a text with secretsKey");
  return {
    seal(text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(FORM));
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `${FORM}.${sealed.toString("base64url")}`;
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(FORM.length + 1), "base64url");
      if (!sealed.startsWith(`${FORM}.`) || bytes.length < NONCE + TAG) throw cannotOpen();
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(FORM)).setAuthTag(bytes.subarray(-TAG));
      try {
        return decipher.update(bytes.subarray(NONCE, -TAG), undefined, "utf8") + decipher.final("utf8");
      } catch {
        // The cipher's own error adds nothing, and no cause may contain what was sealed.
        throw cannotOpen();
      }
    },
  };
}

/**
 * Derives a key of 32 bytes for one purpose from a secret text of the host. Keys for different purposes are independent. Throws
 * `invalid-input` for what is not a text, or an empty secret.
 */
export function secretsKey(secret: string, purpose: string): Uint8Array {
  if (typeof secret !== "string" || secret === "")
    throw invalidField("secret", "must be a text that is not empty");
  if (typeof purpose !== "string") throw invalidField("purpose", "must be a text");
  return new Uint8Array(hkdfSync("sha256", secret, "promptledger", purpose, 32));
}

function invalidField(field: string, message: string): LedgerError {
  return new LedgerError("invalid-input", `${field}: ${message}`, { issues: [{ field, message }] });
}

function cannotOpen(): Error {
  return new Error("a secret does not open: it was sealed with another key, or changed");
}
