import type { ErrorCode } from "@promptledger/core";

/** The HTTP status of an error code in each API. */
export interface StatusByApi {
  /** The status that `respanApi` answers with. */
  readonly respan: number;
  /** The status that `orkesApi` answers with. */
  readonly orkes: number;
}

/**
 * Every error code with its status. Respan's clients repeat 408, 409, 429 and 5xx by themselves, so what its API refuses for good is 400,
 * never 409. Orkes' clients repeat only 401 and 403, and those only if the body says that a token is at fault.
 */
export const STATUS_BY_CODE: { readonly [Code in ErrorCode]: StatusByApi } = {
  "invalid-input": { respan: 400, orkes: 400 },
  "too-large": { respan: 400, orkes: 400 },
  "prompt-not-found": { respan: 404, orkes: 404 },
  "prompt-deleted": { respan: 404, orkes: 404 },
  "version-not-found": { respan: 404, orkes: 404 },
  "id-taken": { respan: 400, orkes: 400 },
  "slug-taken": { respan: 400, orkes: 400 },
  "version-committed": { respan: 400, orkes: 400 },
  "version-is-draft": { respan: 400, orkes: 400 },
  "version-live": { respan: 400, orkes: 409 },
  "no-draft": { respan: 400, orkes: 400 },
  "not-deployed": { respan: 400, orkes: 400 },
  "environment-not-found": { respan: 404, orkes: 404 },
  "not-loaded": { respan: 500, orkes: 500 },
  "too-stale": { respan: 503, orkes: 503 },
  "bundle-invalid": { respan: 500, orkes: 500 },
  "proof-invalid": { respan: 500, orkes: 500 },
  "contract-changed": { respan: 400, orkes: 400 },
  "nothing-to-roll-back": { respan: 400, orkes: 400 },
  "numbers-exhausted": { respan: 400, orkes: 400 },
  "time-in-future": { respan: 400, orkes: 400 },
  "time-goes-back": { respan: 400, orkes: 400 },
  "revision-mismatch": { respan: 412, orkes: 412 },
  "command-id-reused": { respan: 400, orkes: 422 },
  forbidden: { respan: 403, orkes: 403 },
  "integration-not-found": { respan: 404, orkes: 404 },
  "application-not-found": { respan: 404, orkes: 404 },
  "secrets-unavailable": { respan: 501, orkes: 501 },
  "models-unavailable": { respan: 501, orkes: 501 },
  "proofs-unavailable": { respan: 501, orkes: 501 },
  "model-call-failed": { respan: 502, orkes: 502 },
  "template-invalid": { respan: 400, orkes: 400 },
  "variables-mismatch": { respan: 400, orkes: 400 },
  "unsupported-by-provider": { respan: 500, orkes: 500 },
  "duplicate-event": { respan: 500, orkes: 500 },
  "history-diverged": { respan: 500, orkes: 500 },
  "unknown-event": { respan: 500, orkes: 500 },
  "store-closed": { respan: 503, orkes: 503 },
  busy: { respan: 503, orkes: 503 },
  overloaded: { respan: 503, orkes: 503 },
  "schema-mismatch": { respan: 503, orkes: 503 },
  unavailable: { respan: 503, orkes: 503 },
  "outcome-unknown": { respan: 503, orkes: 503 },
};
