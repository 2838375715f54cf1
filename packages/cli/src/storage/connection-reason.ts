/** The user and password of a connection. */
interface Account {
  readonly username?: string;
  readonly password?: string;
}

/**
 * The reason of a failed connection to Redis, without user and password. A server that does not know a command quotes its arguments, and those
 * of AUTH are user and password. The user is hidden only as a whole argument, because a short name may be part of any word.
 */
export function connectionReason(
  error: Error | undefined,
  { username = "", password = "" }: Account,
): string {
  const reason = (error?.message ?? "no reason given").split(", with args")[0] ?? "";
  const shown = password === "" ? reason : reason.replaceAll(password, "****");
  return username === "" ? shown : hideArgument(shown, username);
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
