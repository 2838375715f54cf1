import type { ErrorCode } from "@promptledger/core/adapter";
import { isLedgerError, LedgerError, TimedOut } from "@promptledger/core/adapter";
import { NotConnected } from "./database.ts";
import { innermost, property, serverError } from "./server-error.ts";

/** Whether a statement that got no answer may have changed something. */
export type Effect = "reads" | "writes";

/**
 * The ledger's error for what a driver threw. What the driver says of the statement's values stays behind: of its error only the code,
 * the constraint and the message go on, and of a server's message only one that quotes no value.
 */
export function ledgerError(error: unknown, effect: Effect): LedgerError {
  if (isLedgerError(error)) return error;
  if (error instanceof NotConnected) {
    return new LedgerError("unavailable", `the database cannot be reached: ${messageOf(error.cause)}`, {
      cause: scrubbed(error.cause),
    });
  }
  const cause = scrubbed(error);
  if (!isRefusal(error)) {
    const what =
      error instanceof TimedOut ? "the database took too long for" : "the connection was lost during";
    return effect === "writes"
      ? new LedgerError(
          "outcome-unknown",
          `${what} a write (${messageOf(error)}); an append is repeated with the same command id`,
          { cause },
        )
      : new LedgerError("unavailable", `${what} a read: ${messageOf(error)}`, {
          cause,
        });
  }
  const state = sqlState(error);
  const [code, hint] = meaningOf(state, error);
  const said = hint === "" ? messageOf(error) : `${state}${hint}`;
  return new LedgerError(code, `the database refused a statement with ${said}`, { cause });
}

/** What a statement answers, or the ledger's error for what its driver threw. */
export async function translated<T>(work: Promise<T>, effect: Effect): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw ledgerError(error, effect);
  }
}

/** Whether the server refused a statement: it did nothing, and the connection is still good. */
export function isRefusal(error: unknown): boolean {
  return serverError(error)?.severity === "ERROR";
}

/** Whether a refusal is about what one of the appends holds, so that the others may succeed without it. */
export function isPoison(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  const state = sqlState(error);
  return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
}

const HINTS: { readonly [state: string]: readonly [ErrorCode, string] } = {
  "55P03": ["busy", ": another transaction holds the tenant's lock for longer than lock_timeout; try again"],
  "40001": ["busy", ": another transaction was first; try again"],
  "40P01": ["busy", ": a deadlock was broken; try again"],
  "57014": [
    "unavailable",
    ": it was cancelled, or took longer than statement_timeout; make a search narrower, or raise `searchTimeout`",
  ],
  "25000": [
    "invalid-input",
    ": an append needs a transaction at READ COMMITTED; begin the transaction with that isolation level",
  ],
  "25P01": [
    "invalid-input",
    ": within() was given what is in no transaction; call BEGIN first, and pass the client, not its pool",
  ],
  "25P02": [
    "invalid-input",
    ": the transaction has failed before; roll it back, and do its work again in a new one",
  ],
  // Raised by append_redacting_v1, append_v1, and durable_v1
  PL003: [
    "history-diverged",
    ": the log does not hold an event that is to be redacted; it was restored or failed over: redact again",
  ],
  PL002: [
    "unavailable",
    ": an append needs READ COMMITTED; set default_transaction_isolation to that for the database or the role of the pool",
  ],
  PL001: [
    "unavailable",
    ": the server could forget what it acknowledges; set synchronous_commit, fsync and full_page_writes to on, or open the store with `allowVolatile: true`",
  ],
  "25006": ["unavailable", ": the database is read-only, as a standby is; connect to the primary"],
  "42501": ["unavailable", ": the role lacks a privilege on the schema"],
};

function meaningOf(state: string, error: unknown): readonly [ErrorCode, string] {
  const known = HINTS[state];
  if (known !== undefined) return known;
  if (state === "23505" && serverError(error)?.constraint === "events_id")
    return ["duplicate-event", ": an event with that id is in the log; give each event an id of its own"];
  if (state === "42883" || state === "42P01" || state === "3F000")
    return [
      "schema-mismatch",
      ": the schema is not there or older; call store.migrate() or run `promptledger migrate`",
    ];
  return ["unavailable", ""];
}

/** The code of a server's error, in words where it has none. */
function sqlState(error: unknown): string {
  return serverError(error)?.state ?? "an unknown code";
}

// A driver's error of a connection says nothing of values; a server's error, and what a client wraps around one, may quote them.
function messageOf(error: unknown): string {
  const ofServer = serverError(error);
  if (ofServer !== null)
    return ofServer.message === null ? ofServer.state : `${ofServer.state}: ${ofServer.message}`;
  const ofDriver = innermost(error);
  return ofDriver instanceof Error && ofDriver.message !== ""
    ? ofDriver.message
    : String(property(ofDriver, "code") ?? "no reason given");
}

function scrubbed(error: unknown): Error {
  const clean = new Error(messageOf(error));
  const ofServer = serverError(error);
  const code = ofServer === null ? property(innermost(error), "code") : ofServer.state;
  return Object.assign(
    clean,
    code === undefined ? {} : { code },
    ofServer?.constraint == null ? {} : { constraint: ofServer.constraint },
  );
}
