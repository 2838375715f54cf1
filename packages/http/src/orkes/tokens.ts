import type { Identity, Ledger, StoredApiKey } from "@promptledger/core";
import { decodeJwt, errors, jwtVerify, SignJWT } from "jose";

/** Key pairs exchanged for tokens, and tokens for who comes with them. */
export interface OrkesTokens {
  /**
   * A token for a key pair; null where it is wrong. It ends after `lifetime` milliseconds, never where that is negative; default: one
   * hour, for clients keep a token 45 minutes.
   */
  issue(keyId: string, keySecret: string, lifetime?: number): Promise<string | null>;
  /** Whom a request comes from, by `X-Authorization: <token>`; null where that is missing, wrong, expired, or its key was revoked. */
  authenticate(request: Request): Promise<Pick<Identity, "tenant" | "actor"> | null>;
  /** Whether a request's token was good once and its time is over. */
  isExpired(request: Request): boolean;
}

/** How tokens are made. */
export interface OrkesTokenOptions {
  /** Signs the tokens; 32 bytes at least, the same in every process that serves the ledger. */
  readonly signingKey: Uint8Array;
}

const ALGORITHM = "HS256";
const LIFETIME = 60 * 60 * 1000;

/** A century: `exp` must be a number, and no key lives longer. */
const ALWAYS = 100 * 365 * 24 * 60 * 60 * 1000;

/**
 * Tokens for the ledger's API keys and for the access keys of applications. A token holds no permission: each request looks its key up, so
 * that a token ends with its key, in every process at once. What signs it is made of the signing key and the key's own hash, so that a key
 * with the same id but another secret makes no token of before good.
 */
export function orkesTokens(ledger: Ledger, { signingKey }: OrkesTokenOptions): OrkesTokens {
  if (signingKey.byteLength < 32) throw new RangeError("signingKey must have at least 32 bytes");

  async function identify(token: string): Promise<Pick<Identity, "tenant" | "actor"> | null> {
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
      const now = Date.now();
      return new SignJWT({ tenant: key.tenant, key: key.id })
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
        .setSubject(identity.actor.id)
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor((now + (lifetime < 0 ? ALWAYS : Math.min(lifetime, ALWAYS))) / 1000))
        .sign(secretOf(signingKey, key));
    },
    async authenticate(request) {
      const token = tokenOf(request);
      if (token === null) return null;
      try {
        return await identify(token);
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
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

/** The request's token: bare, as Orkes has it, or behind `Bearer`. */
export function tokenOf({ headers }: Request): string | null {
  const given = headers.get("x-authorization")?.trim() ?? "";
  return given === "" ? null : given.replace(/^bearer\s+/iu, "");
}

function secretOf(signingKey: Uint8Array, { hash }: Pick<StoredApiKey, "hash">): Uint8Array {
  const own = new TextEncoder().encode(hash);
  const secret = new Uint8Array(signingKey.byteLength + own.byteLength);
  secret.set(signingKey);
  secret.set(own, signingKey.byteLength);
  return secret;
}
