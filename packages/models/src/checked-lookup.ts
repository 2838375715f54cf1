import type { LookupAddress, LookupOptions } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";

/** Finds all addresses of a name, as `lookup` of `node:dns` does. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Thrown for an endpoint at an address that may not be called. It does not say which address that is. */
export class AddressRefused extends Error {
  constructor() {
    super("its endpoint is at a private or reserved address, and those may not be called");
    this.name = "AddressRefused";
  }
}

/**
 * The lookup of one connection. It passes on exactly the addresses that it checked, so a name cannot lead elsewhere between the check and the
 * connection. If one of them is refused, all are.
 */
export function checkedLookup(lookup: LookupAll, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isIP(address) !== 0 && isAllowed(address)))
        return callback(new AddressRefused(), []);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Throws {@link AddressRefused} if a URL names its host by a refused address. Such a host needs no lookup. */
export function checkHost({ hostname }: URL, isAllowed: (address: string) => boolean): void {
  const address = hostname.replace(/^\[|\]$/gu, "");
  if (isIP(address) !== 0 && !isAllowed(address)) throw new AddressRefused();
}
