import type { ApiKeys } from "../identity/api-keys.ts";
import type { OpenViews } from "../live/live-view.ts";
import type { Models } from "../ports/models.ts";
import type { ProofOptions } from "../proof/proof-session.ts";
import type { OnResolve } from "../read/resolution.ts";
import type { WriteSession } from "../write/session.ts";

/** A session with everything that a ledger is made of. */
export interface LedgerSession extends WriteSession {
  readonly keys: ApiKeys;
  /** Null where the host gave none. */
  readonly onResolve: OnResolve | null;
  /** Null where the host gave none. */
  readonly models: Models | null;
  /** Null where the host gave none. */
  readonly proof: ProofOptions | null;
  /** The live views that are open; null inside a host's transaction, where none can be. */
  readonly views: OpenViews | null;
  /** How long the end of a subscription or of the ledger may take, in milliseconds. */
  readonly closeTimeout: number;
}

/** What all sessions of a ledger share. */
export type LedgerEngine = Omit<LedgerSession, keyof SessionOfCaller>;

/** What a session has of its own. */
export type SessionOfCaller = Pick<LedgerSession, "actor" | "environment" | "metadata" | "signal" | "tenant">;
