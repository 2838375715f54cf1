import { CommandError } from "../terminal/command-error.ts";

/** Parses a storage's URL. The error for an invalid one shows `form`, never the URL: it may contain a password. */
export function storageUrl(text: string, form: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !isDecodable(`${url.username}:${url.password}`)) throw invalidUrl(form);
  // A slash, a question mark or a hash in a password ends the host, so what follows would be shown as the rest of the address.
  if (`${url.pathname}${url.search}${url.hash}`.includes("@")) throw invalidUrl(form);
  return url;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The error for a URL that cannot be parsed. */
export function invalidUrl(form: string): CommandError {
  return invalidStore(
    "the store is not a valid URL",
    `use ${form}; in a password, write special characters as % and two digits`,
  );
}

/** The error for a URL that names a storage in a wrong way. */
export function invalidStore(message: string, hint: string): CommandError {
  return new CommandError("invalid-store", "usage", message, hint);
}
