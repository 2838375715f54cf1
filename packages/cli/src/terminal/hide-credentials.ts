const ADDRESS = /([a-z][a-z0-9+.-]*:\/\/)[^\s"'`]*@/giu;

// In what was given, a password may contain spaces and quotes, and the slashes may be missing.
const GIVEN_ADDRESS = /[a-z][a-z0-9+.-]*:.*/isu;
const ACCOUNT = /^([a-z][a-z0-9+.-]*:(?:\/\/)?).*@/isu;
const QUERY = /^([^?]*:\/\/[^?]*)\?.*$/su;

/**
 * Replaces the users and passwords of addresses in a text by `****`. `given` are the texts that the command was called with: the addresses among
 * them are hidden however they are written.
 */
export function hideCredentials(text: string, given: readonly string[]): string {
  const addresses = given.flatMap((one) => GIVEN_ADDRESS.exec(one)?.[0] ?? []);
  const longestFirst = addresses.sort((left, right) => right.length - left.length);
  return longestFirst
    .reduce((shown, address) => shown.replaceAll(address, withoutCredentials(address)), text)
    .replace(ADDRESS, "$1****@");
}

/** An address without its user, its password, and its query, which may contain a password too. */
function withoutCredentials(address: string): string {
  return address.replace(ACCOUNT, "$1****@").replace(QUERY, "$1?****");
}
