import type { Actor, AuthenticatedActor, HostMetadata, Ledger, TenantLedger } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";

/** Who sends a request, and for which tenant. */
export interface Authenticated {
  /** The tenant that the request reads and writes: `[A-Za-z0-9._-]{1,64}`, not beginning with `_`. */
  readonly tenant: string;
  /** Its kind is required: `user`, `application` or `admin`. The kind `host` exists in library calls only. */
  readonly actor: AuthenticatedActor;
  /** What you want to find in the events of the request's writes again, such as its id. Flat, at most 1,024 bytes as JSON text. */
  readonly metadata?: HostMetadata;
}

/** What `authenticate` may return for a request with missing or wrong credentials. */
type Unrecognized = null | undefined | false;

/**
 * Provided by the host: says who sends a request, and for which tenant. Returns null, undefined or false if the credentials are missing or
 * wrong; the answer is then 401, whatever the method and path. It is called once for each request to a path of the API, before anything is
 * looked up. It may read the headers, but the body only from a clone. `context` is what the host passed to the handler with the request.
 */
export type Authenticate<Context = unknown> = (
  request: Request,
  context: Context,
) => Authenticated | Unrecognized | Promise<Authenticated | Unrecognized>;

/** The actor of a request, and the ledger as they use it. */
export interface Caller {
  readonly ledger: TenantLedger;
  readonly actor: Actor;
}

const KINDS: readonly unknown[] = ["user", "application", "admin"] satisfies AuthenticatedActor["kind"][];

/**
 * The caller with an identity. Reads end when the signal of the request aborts, because its client has left; writes go on. An identity without a kind, or one that the ledger refuses, is the host's mistake, so clients are not told
 * about it.
 */
export function callerOf(
  ledger: Ledger,
  { tenant, actor, metadata }: Authenticated,
  environment: string | undefined,
  signal: AbortSignal,
): Caller {
  // Checked here too, because a host's code may be JavaScript. Without a kind the ledger would trust the actor as its own host.
  if (!KINDS.includes(actor?.kind))
    throw new Error("authenticate returned an actor without a kind: set it to user, application or admin");
  try {
    const identity = {
      tenant,
      actor,
      signal,
      ...(environment === undefined ? {} : { environment }),
      ...(metadata === undefined ? {} : { metadata }),
    };
    return { ledger: ledger.as(identity), actor };
  } catch (cause) {
    if (!isLedgerError(cause, "invalid-input")) throw cause;
    throw new Error("the ledger refused the identity that authenticate returned, or the environment", {
      cause,
    });
  }
}
