/** What the server said of a statement, whichever client passed it on. */
export interface ServerError {
  /** `ERROR` if it refused a statement; `FATAL` or `PANIC` if it ended the connection. */
  readonly severity: string;
  /** Its SQLSTATE, in words if there is none. */
  readonly state: string;
  readonly constraint: string | null;
  /** Its own message, or null where that may quote the values of a statement. */
  readonly message: string | null;
}

// The classes of SQLSTATE whose messages name tables, columns, constraints, roles and files, and never a value. Class 22 (data exceptions)
// quotes values, and so may everything that functions raise.
const WITHOUT_VALUES = /^(?:08|0A|23|25|26|28|34|3D|3F|40|42|53|54|55|57|58)|^XX00[12]$/u;
/** The server's function that raises what a function in PL/pgSQL says: a trigger of the host's may quote a row, under any code. */
const RAISED_BY_FUNCTION = "exec_stmt_raise";
/** How deep clients wrap the errors of drivers, and then some. */
const DEEPEST = 8;

/**
 * The server's error within what a client threw, or null if there is none. `pg`, PGlite and postgres.js throw it as it is; Drizzle wraps it as
 * a `cause`, beside a message with all values; Prisma's adapters keep its code and message in `meta.driverAdapterError`.
 */
export function serverError(thrown: unknown): ServerError | null {
  for (const error of chainOf(thrown)) {
    const severity = property(error, "severity");
    if (typeof severity === "string")
      return described(severity, error, {
        code: "code",
        message: "message",
        constraint: property(error, "constraint") ?? property(error, "constraint_name"),
      });
    if (typeof property(error, "originalCode") === "string")
      return described("ERROR", error, {
        code: "originalCode",
        message: "originalMessage",
        constraint: property(property(error, "constraint"), "index"),
      });
  }
  return null;
}

/** The error in which a client's wrappers begin: the only one that is known to say nothing of a statement's values. */
export function innermost(thrown: unknown): unknown {
  return chainOf(thrown).at(-1);
}

function chainOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let error = thrown;
  while (error !== null && error !== undefined && chain.length < DEEPEST) {
    chain.push(error);
    error = property(property(error, "meta"), "driverAdapterError") ?? property(error, "cause");
  }
  return chain;
}

function described(
  severity: string,
  error: unknown,
  names: { readonly code: string; readonly message: string; readonly constraint: unknown },
): ServerError {
  const code = property(error, names.code);
  const message = property(error, names.message);
  const isSafe =
    typeof code === "string" &&
    WITHOUT_VALUES.test(code) &&
    property(error, "routine") !== RAISED_BY_FUNCTION &&
    typeof message === "string";
  return {
    severity,
    state: typeof code === "string" ? code : "an unknown code",
    constraint: typeof names.constraint === "string" ? names.constraint : null,
    message: isSafe ? message : null,
  };
}

/** A property of something that was thrown. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
