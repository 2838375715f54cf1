import type { Rejected } from "../decider.ts";
import { LedgerError } from "../errors.ts";

/** The error that a rejection is thrown as. */
export function rejectionError({ rejection: { code, message, field, details } }: Rejected): LedgerError {
  return new LedgerError(code, message, {
    ...(field === undefined ? {} : { issues: [{ field, message }] }),
    // What a code's details are is checked where the command is rejected.
    ...(details === undefined ? {} : { details: details as LedgerError["details"] }),
  });
}
