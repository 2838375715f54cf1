import type { Identity } from "@promptledger/core";

/** An API of the ledger: a Fetch handler, to be mounted in any server. What goes wrong is an answer too; it does not reject. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * The host's: says who sends a request, and for which tenant; null where the credentials are missing or wrong. It is called once for
 * each request to a path of the API. It may read the headers, but the body only of a clone.
 */
export type Authenticate = (
  request: Request,
) => Pick<Identity, "tenant" | "actor"> | null | Promise<Pick<Identity, "tenant" | "actor"> | null>;
