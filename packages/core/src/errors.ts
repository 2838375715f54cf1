/**
 * Every error code of the ledger, with its meaning. docs/errors.md lists them with their status in each API.
 *
 * @enum
 */
export const ERROR_CODES = {
  "invalid-input": "An input breaks a rule; `issues` names each field and its limit.",
  "too-large": "An event is over 1 MB, or an append over 4 MB or 1,000 events.",
  "prompt-not-found": "There is no such prompt in this tenant, or not at that time.",
  "prompt-deleted": "The prompt is deleted; restore it first.",
  "version-not-found": "The prompt has no version with that number.",
  "id-taken": "A prompt with that id exists or existed; ids are never used again.",
  "slug-taken": "Another living prompt has that slug.",
  "version-committed": "The content of a committed version is frozen; create a new version.",
  "version-is-draft": "Only a committed version can be deployed or resolved.",
  "version-live": "A version that is live in an environment cannot be deleted.",
  "no-draft": "The prompt has no draft to edit or commit.",
  "not-deployed": "Nothing is live in that environment.",
  "environment-not-found": "Nothing of any prompt is live in that environment.",
  "not-loaded": "The live view does not hold that; `acme.resolve` reads it from the store.",
  "too-stale": "The live view last matched the store longer ago than `maxStalenessMs`.",
  "bundle-invalid": "A bundle was changed or cut off after it was saved, or is of another format.",
  "proof-invalid":
    "A checkpoint, a proof or an exported file is malformed, of another log, or not signed by the given key.",
  "contract-changed":
    'The deployment would change what callers give or get; `details` lists how. Pass `contract: "change"` to deploy it.',
  "nothing-to-roll-back": "The environment has no earlier deployment.",
  "numbers-exhausted": "Version numbers end at 2147483647.",
  "time-in-future": "An `occurredAt` lies in the future.",
  "time-goes-back": "An `occurredAt` lies before the prompt's last event.",
  "revision-mismatch": "The prompt is no longer at the expected revision; read it again.",
  "command-id-reused": "The actor used the command id before with another input.",
  forbidden: "The policy does not allow this actor that action.",
  "integration-not-found": "There is no such integration, or it has no such model.",
  "application-not-found": "There is no such application.",
  "secrets-unavailable": "A configuration holds a secret, and the ledger was given no key to seal it with.",
  "models-unavailable": "The ledger was given nothing to call models with.",
  "proofs-unavailable": "The ledger was given no `proof.host`, which names its logs in checkpoints.",
  "model-call-failed":
    "The model refused, took too long or answered too much, or its address may not be called.",
  "template-invalid": "A template or a value given to it cannot be rendered.",
  "variables-mismatch":
    "The values given for a template are not those that it needs; `details` lists what is missing, unknown or of another type.",
  "unsupported-by-provider":
    "A model provider's API has no place for fields of the version, or needs one that it lacks; `details` lists them.",
  "duplicate-event": "An event with that id is in the tenant's log.",
  "history-diverged": "The log holds another event at a cursor's position; start the follower again.",
  "unknown-event": "The log holds an event that this release does not know; upgrade it.",
  "store-closed": "The store or ledger was closed.",
  busy: "Other writers won every attempt; try again.",
  overloaded: "More calls wait in this process than it may queue; nothing was written, try again later.",
  "schema-mismatch": "The database's schema is older or newer than this release: migrate it, or upgrade.",
  unavailable: "The storage did not answer in time, or the call's `signal` aborted; nothing was written.",
  "outcome-unknown":
    "A write was cut off by a lost connection, a time limit or its `signal`; repeat with the same command id.",
} as const;

/** The closed set of error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** The codes of errors after which the same call, with the same command id, may succeed later. */
export const RETRYABLE_CODES: readonly ErrorCode[] = [
  "busy",
  "overloaded",
  "too-stale",
  "unavailable",
  "outcome-unknown",
];

/** A rule that an input breaks. */
export interface Issue {
  /** The path of the field, e.g. `messages[0].role`; empty for the input as a whole. */
  readonly field: string;
  /** What the field must be, with its limit, e.g. `must have at most 255 characters`. */
  readonly message: string;
}

/** A place in a template that cannot be rendered. */
export interface TemplateFault {
  /** The path of the text in the content, e.g. `messages[0].content`. */
  readonly field: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The text at that place, up to 40 characters. */
  readonly text: string;
  /** What is wrong, and what to do about it. */
  readonly reason: string;
}

/** A difference between a version and the live one that a caller of the prompt would notice. */
export interface ContractChange {
  /** What differs: a variable, the template as a whole, a tool, or the form of the answer. */
  readonly part: "variable" | "template" | "tool" | "answer";
  /** The name of the variable or tool, or else the field of the content. */
  readonly name: string;
  /** Whether it is new, gone, or there in another form. */
  readonly change: "added" | "removed" | "changed";
  /** What the version does, and where it helps what the live one does, e.g. `is new, and must be given`. */
  readonly message: string;
}

/** The details of errors with these codes, for code that acts on them. */
export interface DetailsByCode {
  /** Two revisions of the prompt, which the error compares. */
  readonly "revision-mismatch": {
    /** The one that the caller gave as `expected`. */
    readonly expected: number;
    /** The one that the prompt has now. */
    readonly actual: number;
  };
  /** Which slug is taken, and by which prompt. */
  readonly "slug-taken": {
    /** In Unicode's normal form C, as slugs are stored. */
    readonly slug: string;
    /** The prompt that has the slug. Absent unless the actor may READ every prompt. */
    readonly promptId?: string;
  };
  /** Which id of a new prompt or application is taken. */
  readonly "id-taken": {
    /** The one that the caller gave. Leave it out, and the ledger generates one. */
    readonly id: string;
  };
  /** What the write would change on a committed version. */
  readonly "version-committed": {
    /** The number of the committed version. */
    readonly number: number;
    /** Names of fields of `Content` that would change; all given ones if the actor may not READ the prompt. */
    readonly fields: readonly string[];
  };
  /** Where the version is live that was to be deleted. */
  readonly "version-live": {
    /** The version that was to be deleted. */
    readonly number: number;
    /** At least one. Deploy another version there, or undeploy, before the version is deleted. */
    readonly environments: readonly string[];
  };
  /** Which environment has nothing live, and which have. */
  readonly "environment-not-found": {
    /** The one that was asked for. */
    readonly environment: string;
    /** Those in which something is live, as far as the caller may see; in `acme.resolve`, those of the prompt itself. */
    readonly environments: readonly string[];
  };
  /** How a version differs from the live one for callers of the prompt. */
  readonly "contract-changed": {
    /** The environment of the deployment. */
    readonly environment: string;
    /** The number of the version that is live there. */
    readonly live: number;
    /** The number of the version that was to be deployed. */
    readonly next: number;
    /** Each difference. Empty if the actor may not READ the prompt. */
    readonly changes: readonly ContractChange[];
  };
  /** Where the template cannot be rendered. */
  readonly "template-invalid": {
    /** The places in the template, at most 20. Absent where a value is at fault, which `issues` then names. */
    readonly faults?: readonly TemplateFault[];
  };
  /** Which values do not fit the version's variables. */
  readonly "variables-mismatch": {
    /** Required variables without a value. */
    readonly missing: readonly string[];
    /** Values for which the version has no variable. */
    readonly unknown: readonly string[];
    /** Values of another type than the version wants. */
    readonly mistyped: readonly {
      /** The variable's name. */
      readonly name: string;
      /** The type that the version wants. */
      readonly expected: string;
    }[];
  };
  /** Which fields of the version keep it from being a request. */
  readonly "unsupported-by-provider": {
    /** Whose function the request was to be for. */
    readonly provider: "openai" | "anthropic" | "ai-sdk";
    /** What the provider has no place for. */
    readonly unsupported: readonly {
      /** Where it is in the rendered content, e.g. `seed` or `messages[2].content[0]`. */
      readonly field: string;
      /** Why it cannot be sent, and what to do about it. */
      readonly reason: string;
    }[];
    /** What the provider needs and neither the version nor `defaults` has: `model`, or `maxTokens`. */
    readonly missing: readonly string[];
  };
}

/** The details of errors with this code. Most codes have none. */
export type DetailsOf<Code extends ErrorCode> = Code extends keyof DetailsByCode
  ? DetailsByCode[Code]
  : { readonly [name: string]: never };

/** The options of an error, in addition to its message. */
export interface ErrorOptions<Code extends ErrorCode = ErrorCode> {
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
  readonly details?: DetailsOf<Code>;
}

// A registered symbol, so that two copies of this package in one process recognise each other's errors.
const MARKER = "promptledger.error";

const NO_DETAILS: { readonly [name: string]: never } = Object.freeze({});

/** The error that the ledger and its stores throw. Recognise it with {@link isLedgerError}. */
export class LedgerError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Which error it is. {@link ERROR_CODES} says what each code means. */
  readonly code: Code;
  /** Facts for code that acts on the error, e.g. which prompt has a slug. See {@link DetailsByCode}. */
  readonly details: DetailsOf<Code>;
  /** Whether the same call, with the same command id, may succeed later. */
  readonly retryable: boolean;
  /** For `invalid-input`: the fields, and the rules that they break. */
  readonly issues: readonly Issue[];
  /** Which command of a write was refused: its index in the batch, and 0 where it is the only one. Null if no command was. */
  readonly command: number | null = null;
  /** Creates the error to throw. Stores and policies of your own may use it; its `message` should say what to do. */
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

/** Whether a thrown value is an error of the ledger, also from another copy of this package. */
export function isLedgerError(error: unknown): error is LedgerError;
/** Whether a thrown value is an error of the ledger with this code. `details` then has the type for that code. */
export function isLedgerError<Code extends ErrorCode>(error: unknown, code: Code): error is LedgerError<Code>;
export function isLedgerError(error: unknown, code?: ErrorCode): error is LedgerError {
  if (typeof error !== "object" || error === null || !(Symbol.for(MARKER) in error)) return false;
  return code === undefined || (error as LedgerError).code === code;
}
