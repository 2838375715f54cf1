import type { ErrorCode } from "@promptledger/core/adapter";
import { isLedgerError, LedgerError, TimedOut } from "@promptledger/core/adapter";
import { NotConnected } from "./database.ts";

/** Whether a statement that got no answer may have changed something. */
export type Effect = "reads" | "writes";

/**
 * The ledger's error for what a driver threw. What the driver says of the statement's values stays behind: of its error only the code,
 * the constraint, the message of the connection, and a message of the server's that cannot quote a value go on.
 */
export function ledgerError(thrown: unknown, effect: Effect): LedgerError {
  if (isLedgerError(thrown)) return thrown;
  const error = serversError(thrown);
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
  const said = serversMessage(error);
  const words = said === null ? state : `${state} (${said})`;
  return new LedgerError(code, `the database refused a statement with ${words}${hint}`, { cause });
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
  return property(serversError(error), "severity") === "ERROR";
}

/** Whether a refusal is about what one of the appends holds, so that the others may succeed without it. */
export function isPoison(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  const state = sqlState(serversError(error));
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
  // Raised by append_v1, and by durable_v1
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
  if (state === "23505" && property(error, "constraint") === "events_id")
    return ["duplicate-event", ": an event with that id is in the log; give each event an id of its own"];
  if (state === "42883" || state === "42P01" || state === "3F000")
    return [
      "schema-mismatch",
      ": the schema is not there or older; call store.migrate() or run `promptledger migrate`",
    ];
  return ["unavailable", ""];
}

/** The code of a server's error, in words where it has none. */
export function sqlState(error: unknown): string {
  const code = property(error, "code");
  return typeof code === "string" ? code : "an unknown code";
}

/** The error that the server sent: Drizzle and others throw one of their own, with the driver's as its cause. Else what was thrown. */
function serversError(thrown: unknown): unknown {
  let error = thrown;
  for (let depth = 0; depth < MAXIMUM_CAUSES; depth++) {
    if (property(error, "severity") !== undefined) return error;
    error = property(error, "cause");
  }
  return thrown;
}

const MAXIMUM_CAUSES = 4;

/** Errors about data (22), constraints (23) and raised by functions (P0) may quote values; those of the ledger's own functions have a hint. */
const MAY_QUOTE: readonly string[] = ["22", "23", "P0", "PL"];

/** What the server says of why it refused, where it cannot have quoted a value. */
function serversMessage(error: unknown): string | null {
  const message = property(error, "message");
  return typeof message === "string" && !MAY_QUOTE.includes(sqlState(error).slice(0, 2)) ? message : null;
}

// A driver's error of a connection says nothing of values; a server's error may quote them.
function messageOf(error: unknown): string {
  if (property(error, "severity") !== undefined) return sqlState(error);
  return error instanceof Error && error.message !== ""
    ? error.message
    : String(property(error, "code") ?? "no reason given");
}

function scrubbed(error: unknown): Error {
  const clean = new Error(messageOf(error));
  const code = property(error, "code");
  const constraint = property(error, "constraint");
  return Object.assign(
    clean,
    code === undefined ? {} : { code },
    constraint === undefined ? {} : { constraint },
  );
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
