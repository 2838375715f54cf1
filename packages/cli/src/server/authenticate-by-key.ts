import type { Ledger } from "@promptledger/core";
import type { Authenticated } from "@promptledger/http";

const BEARER = /^bearer +(\S+) *$/iu;

/** Identifies the sender of a request by `Authorization: Bearer <key>`. Null without a known key. */
export function authenticateByKey(keys: Ledger["keys"]): (request: Request) => Promise<Authenticated | null> {
  return async (request) => {
    const secret = BEARER.exec(request.headers.get("authorization") ?? "")?.[1];
    const key = secret === undefined ? null : await keys.find(secret);
    return key === null ? null : keys.identity(key);
  };
}
