import type { Hasher } from "../ports/hasher.ts";
import type { ReadSession } from "../read/session.ts";
import type { EventStore } from "../store/event-store.ts";
import type { ProofSigner } from "./signer.ts";

/** How a ledger proves its history. */
export interface ProofOptions {
  /**
   * Where the ledger is at home, such as `ledger.example.com`: the origin of a tenant's checkpoints is `<host>/<tenant>`. It must never change, and
   * no two ledgers may have the same. Without newline, plus and spaces.
   */
  readonly host: string;
  /** Signs checkpoints. Default: none, and checkpoints are not signed. */
  readonly signer?: ProofSigner;
}

/** A session with what proofs need of a ledger. */
export interface ProofSession extends ReadSession {
  readonly hasher: Hasher;
  /** Null if the host passed none. */
  readonly proof: ProofOptions | null;
}

/** Where a tenant's tree is computed from, and kept. */
export interface TreeSource {
  readonly store: EventStore;
  readonly hasher: Hasher;
  readonly tenant: string;
}
