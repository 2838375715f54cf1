import type { Ledger, OptionRules, StoredApiKey } from "@promptledger/core";
import { checkOptions } from "@promptledger/core";
import { decodeJwt, errors, jwtVerify, SignJWT } from "jose";
import { checkLedger } from "../../api/api-options.ts";
import type { Authenticated } from "../../api/authenticate.ts";

/** Issues tokens for key pairs, and says whose request a token came with. */
export interface OrkesTokens {
  /**
   * A token for a key pair; null if the pair is wrong. It expires after `lifetime` milliseconds, or never if that is negative. Default: one
   * hour, because clients keep a token for 45 minutes.
   */
  issue(keyId: string, keySecret: string, lifetime?: number): Promise<string | null>;
  /** Who sends a request with `X-Authorization: <token>`; null if the token is missing, wrong or expired, or its key was revoked. */
  authenticate(request: Request): Promise<Authenticated | null>;
  /** Whether a request's token has expired. */
  isExpired(request: Request): boolean;
}

/** How tokens are made. */
export interface OrkesTokenOptions {
  /** Signs the tokens: at least 32 bytes, the same in every process that serves the ledger. */
  readonly signingKey: Uint8Array;
}

const OPTIONS: OptionRules<OrkesTokenOptions> = {
  signingKey: {
    isValid: (value) => value instanceof Uint8Array && value.byteLength >= 32,
    wanted: "a Uint8Array of at least 32 bytes",
    required: true,
  },
};

const ALGORITHM = "HS256";
const LIFETIME = 60 * 60 * 1000;

/** A century stands for "never", because `exp` must be a number. */
const ALWAYS = 100 * 365 * 24 * 60 * 60 * 1000;

/**
 * Tokens for the ledger's API keys and for the access keys of applications. A token holds no permission: each request looks its key up, so a
 * token ends with its key, in every process at once. Each is signed with the signing key and the key's own hash, so a new key with the same id
 * but another secret does not make old tokens valid. Throws `invalid-input` for a signing key that is too short.
 */
export function orkesTokens(ledger: Ledger, options: OrkesTokenOptions): OrkesTokens {
  checkLedger(ledger);
  checkOptions(options, OPTIONS);
  const { signingKey } = options;

  async function identify(token: string): Promise<Authenticated | null> {
    const { tenant, key: id } = decodeJwt(token);
    if (typeof tenant !== "string" || typeof id !== "string") return null;
    const key = await ledger.keys.get(tenant, id);
    if (key === null) return null;
    await jwtVerify(token, secretOf(signingKey, key), { algorithms: [ALGORITHM] });
    return ledger.keys.identity(key);
  }

  return {
    async issue(keyId, keySecret, lifetime = LIFETIME) {
      const key = await ledger.keys.find(keySecret);
      if (key === null || key.id !== keyId) return null;
      const identity = await ledger.keys.identity(key);
      if (identity === null) return null;
      const expires = Date.now() + (lifetime < 0 ? ALWAYS : Math.min(lifetime, ALWAYS));
      return new SignJWT({ tenant: key.tenant, key: key.id })
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
        .setSubject(identity.actor.id)
        .setIssuedAt()
        .setExpirationTime(Math.floor(expires / 1000))
        .sign(secretOf(signingKey, key));
    },
    async authenticate(request) {
      const token = tokenOf(request);
      if (token === null) return null;
      return identify(token).catch((error: unknown) => {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      });
    },
    isExpired(request) {
      try {
        const { exp } = decodeJwt(tokenOf(request) ?? "");
        return exp !== undefined && exp * 1000 <= Date.now();
      } catch {
        return false;
      }
    },
  };
}

/** The request's token: bare, as Orkes' clients send it, or after `Bearer`. */
export function tokenOf({ headers }: Request): string | null {
  const given = headers.get("x-authorization")?.trim() ?? "";
  return given === "" ? null : given.replace(/^bearer\s+/iu, "");
}

function secretOf(signingKey: Uint8Array, { hash }: Pick<StoredApiKey, "hash">): Uint8Array {
  return Uint8Array.of(...signingKey, ...new TextEncoder().encode(hash));
}
