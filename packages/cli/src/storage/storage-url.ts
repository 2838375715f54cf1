import { CommandError } from "../terminal/command-error.ts";

/** Parses a storage's URL. The error for an invalid one shows `form`, never the URL: it may contain a password. */
export function storageUrl(text: string, form: string): URL {
  try {
    const url = new URL(text);
    decodeURIComponent(`${url.username}:${url.password}`);
    return url;
  } catch {
    throw invalidUrl(form);
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
