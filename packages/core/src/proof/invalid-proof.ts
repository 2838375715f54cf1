import { LedgerError } from "../errors.ts";

/** The error for a proof that proves nothing. `why` goes on from "the proof". */
export function invalidProof(why: string): LedgerError {
  return new LedgerError("proof-invalid", `the proof ${why}`);
}
