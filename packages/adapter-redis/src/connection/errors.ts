import { isLedgerError, LedgerError, TimedOut } from "@promptledger/core/adapter";

/** Whether a call that got no answer may have changed something. */
export type Effect = "reads" | "writes";

/** No connection could be had: nothing was sent. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super("no connection to the server", { cause });
    this.name = "NotConnected";
  }
}

/** What ioredis says where it has sent nothing, or where every node that it asked refused. */
const NEVER_DONE = [
  "Stream isn't writeable",
  "Cluster isn't ready",
  "Cluster is ended",
  "All startup nodes failed",
  "None of startup nodes is available",
  "Failed to refresh slots cache",
  "Too many Cluster redirections",
];

/**
 * The ledger's error for what ioredis threw. Its errors carry the command with all its arguments: of them only the code and the message
 * go on.
 */
export function ledgerError(error: unknown, effect: Effect): LedgerError {
  if (isLedgerError(error)) return error;
  const message = messageOf(error instanceof NotConnected ? error.cause : error);
  const cause = new Error(message);
  if (error instanceof NotConnected || NEVER_DONE.some((beginning) => message.startsWith(beginning)))
    return new LedgerError("unavailable", `Redis cannot be reached: ${message}`, { cause });
  if (isRefusal(error)) {
    const code = message.split(" ", 1)[0] ?? "";
    const hint = HINTS[code] ?? message.slice(code.length + 1);
    return new LedgerError("unavailable", `Redis refused a command with ${code}: ${hint}`, { cause });
  }
  const what = error instanceof TimedOut ? "the server took too long for" : "the connection was lost during";
  return effect === "writes"
    ? new LedgerError(
        "outcome-unknown",
        `${what} a write (${message}); an append is repeated with the same command id`,
        { cause },
      )
    : new LedgerError("unavailable", `${what} a read: ${message}`, { cause });
}

/** Whether the server refused a command: it did nothing, and the connection is still good. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "ReplyError";
}

const HINTS: { readonly [code: string]: string | undefined } = {
  READONLY: "this server is a replica; connect to the master",
  OOM: "it holds as much as maxmemory allows; raise maxmemory",
  MISCONF: "it cannot write to its disk, see its log",
  NOREPLICAS: "fewer replicas are connected than min-replicas-to-write asks for",
  LOADING: "it is still loading its data",
  BUSY: "another client's script has been running for too long",
  NOPERM:
    "the user lacks a permission: it needs +@all on the keys of the prefix, but for +config, +info, +publish and +subscribe",
  NOAUTH: "it asks for a password",
  WRONGTYPE: "a key of the ledger holds something else; give the ledger a prefix of its own",
  CLUSTERDOWN: "the cluster does not serve all its slots",
};

// A refusal may quote the arguments of the command, and a failed connection an address with its password.
function messageOf(error: unknown): string {
  if (!(error instanceof Error) || error.message === "") return "no reason given";
  const reason = error.message.split(", with args")[0]?.split("`")[0] ?? "";
  return reason.replace(/\S*@/gu, "****@").slice(0, 300);
}
