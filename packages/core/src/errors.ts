/** Every code that an error of the ledger can have, with what it means. docs/errors.md lists them with their status in each API. */
export const ERROR_CODES = {
  "invalid-input": "An input breaks a rule; `issues` names each field and its limit.",
  "too-large": "An event is over 1 MB, or an append over 4 MB or 1,000 events.",
  "prompt-not-found": "There is no such prompt in this tenant, or not at that time.",
  "prompt-deleted": "The prompt is deleted; restore it first.",
  "version-not-found": "The prompt has no version with that number.",
  "id-taken": "A prompt with that id exists or existed; ids are never used again.",
  "slug-taken": "Another living prompt has that slug.",
  "version-committed": "The content of a committed version is frozen; create a new version.",
  "version-is-draft": "Only a committed version can be deployed.",
  "version-live": "A version that is live in an environment cannot be deleted.",
  "no-draft": "The prompt has no draft to edit or commit.",
  "not-deployed": "Nothing is live in that environment.",
  "nothing-to-roll-back": "The environment has no earlier deployment.",
  "numbers-exhausted": "Version numbers end at 2147483647.",
  "time-in-future": "An `occurredAt` lies in the future.",
  "time-goes-back": "An `occurredAt` lies before the prompt's last event.",
  "revision-mismatch": "The prompt is no longer at the expected revision; read it again.",
  "command-id-reused": "The command id was used before with another input or actor.",
  forbidden: "The policy does not allow this actor that action.",
  "integration-not-found": "There is no such integration, or it has no such model.",
  "application-not-found": "There is no such application.",
  "secrets-unavailable": "A configuration holds a secret, and the ledger was given no key to seal it with.",
  "models-unavailable": "The ledger was given nothing to call models with.",
  "model-call-failed": "The model refused, took too long or answered too much.",
  "template-invalid": "A template or a value given to it cannot be rendered.",
  "variable-missing": "A template names a variable that has neither value nor default.",
  "duplicate-event": "An event with that id is in the tenant's log.",
  "history-diverged": "The log holds another event at a cursor's position; start the follower again.",
  "unknown-event": "The log holds an event that this release does not know; upgrade it.",
  "store-closed": "The store or ledger was closed.",
  busy: "Other writers won every attempt; try again.",
  overloaded: "More calls wait in this process than it may queue; nothing was written, try again later.",
  "schema-mismatch": "The database's schema is older or newer than this release: migrate it, or upgrade.",
  unavailable: "The storage did not answer, and nothing was written.",
  "outcome-unknown": "The connection was lost in the middle of an append; repeat with the same command id.",
} as const;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The codes of what may succeed later, by the same call with the same command id. */
export const RETRYABLE_CODES: readonly ErrorCode[] = ["busy", "overloaded", "unavailable", "outcome-unknown"];

/** One broken rule of an input. */
export interface Issue {
  /** The path of the field, e.g. `messages[0].role`; empty for the input as a whole. */
  readonly field: string;
  readonly message: string;
}

/** What errors of some codes tell beside their message, for code that acts on it. */
export interface DetailsByCode {
  readonly "revision-mismatch": { readonly expected: number; readonly actual: number };
  readonly "slug-taken": { readonly slug: string; readonly promptId: string };
  readonly "id-taken": { readonly id: string };
  /** The fields that were to change, by their names in a version's content. */
  readonly "version-committed": { readonly number: number; readonly fields: readonly string[] };
  readonly "version-live": { readonly number: number; readonly environments: readonly string[] };
}

/** The details of errors with this code; of most codes there are none. */
export type DetailsOf<Code extends ErrorCode> = Code extends keyof DetailsByCode
  ? DetailsByCode[Code]
  : { readonly [name: string]: never };

/** What an error may be given beside its message. */
export interface ErrorOptions<Code extends ErrorCode = ErrorCode> {
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
  readonly details?: DetailsOf<Code>;
}

// A registered symbol, so that two copies of this package in one process recognise each other's errors.
const MARKER = "promptledger.error";

const NO_DETAILS: { readonly [name: string]: never } = Object.freeze({});

/** The one family of errors that the ledger and its stores throw; use {@link isLedgerError} to recognise it. */
export class LedgerError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  /** What code can act on: which slug is taken and by whom, which revision it is now. See {@link DetailsByCode}. */
  readonly details: DetailsOf<Code>;
  /** Whether the same call, with the same command id, may succeed later. */
  readonly retryable: boolean;
  /** For `invalid-input`: which field breaks which rule. */
  readonly issues: readonly Issue[];
  constructor(code: Code, message: string, options: ErrorOptions<Code> = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LedgerError";
    Object.defineProperty(this, Symbol.for(MARKER), { value: true });
    this.code = code;
    this.details = options.details ?? (NO_DETAILS as DetailsOf<Code>);
    this.retryable = RETRYABLE_CODES.includes(code);
    this.issues = options.issues ?? [];
  }
}

/** Whether something thrown is an error of the ledger, whichever copy of this package threw it. */
export function isLedgerError(error: unknown): error is LedgerError;
/** Whether something thrown is the ledger's error with this code; `details` then has that code's shape. */
export function isLedgerError<Code extends ErrorCode>(error: unknown, code: Code): error is LedgerError<Code>;
export function isLedgerError(error: unknown, code?: ErrorCode): error is LedgerError {
  if (typeof error !== "object" || error === null || !(Symbol.for(MARKER) in error)) return false;
  return code === undefined || (error as LedgerError).code === code;
}
