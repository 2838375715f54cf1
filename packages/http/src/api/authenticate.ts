import type { Actor, Identity, Ledger, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";

/**
 * Provided by the host: says who sends a request, and for which tenant. Returns null if the credentials are missing or wrong. It is called
 * once for each request to a path of the API. It may read the headers, but the body only from a clone.
 */
export type Authenticate = (
  request: Request,
) => Pick<Identity, "tenant" | "actor"> | null | Promise<Pick<Identity, "tenant" | "actor"> | null>;

/** The actor of a request, and the ledger as they use it. */
export interface Caller {
  readonly ledger: TenantLedger;
  readonly actor: Actor;
}

/** The caller with an identity. An identity that the ledger refuses is the host's mistake, so clients are not told about it. */
export function callerOf(ledger: Ledger, identity: Identity): Caller {
  try {
    return { ledger: ledger.as(identity), actor: identity.actor };
  } catch (cause) {
    if (!isLedgerError(cause, "invalid-input")) throw cause;
    throw new Error("the ledger refused the identity that authenticate returned, or the environment", {
      cause,
    });
  }
}
