/** The user and password of a connection. */
export interface Account {
  readonly username?: string;
  readonly password?: string;
}

/**
 * The reason of a failed connection, without user and password. A Redis server that does not know a command quotes its arguments, and those
 * of AUTH are user and password. The user is hidden only as a whole argument, because a short name may be part of any word.
 */
export function connectionReason(
  error: Error | undefined,
  { username = "", password = "" }: Account,
): string {
  const reason = messageOf(error).split(", with args")[0] ?? "";
  const shown = password === "" ? reason : reason.replaceAll(password, "****");
  return username === "" ? shown : hideArgument(shown, username);
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function messageOf(error: Error | undefined): string {
  const [first] = error instanceof AggregateError ? (error.errors as readonly Error[]) : [];
  return error?.message || first?.message || "no reason given";
}

function hideArgument(text: string, argument: string): string {
  let shown = "";
  let from = 0;
  for (let at = text.indexOf(argument); at !== -1; at = text.indexOf(argument, from)) {
    const end = at + argument.length;
    const isWhole = !isInWord(text.charAt(at - 1)) && !isInWord(text.charAt(end));
    shown += text.slice(from, at) + (isWhole ? "****" : argument);
    from = end;
  }
  return shown + text.slice(from);
}

function isInWord(character: string): boolean {
  return /^[\w.-]$/u.test(character);
}
