import { BlockList, isIP } from "node:net";

// By the registries of special-purpose addresses of IANA, of which RFC 6890 tells the purpose.
const RESERVED_V4 = [
  ["0.0.0.0", 8], // this host
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by the customers of a carrier
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, where clouds tell a machine its credentials
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // relays from IPv6
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
] as const;

const RESERVED_V6 = [
  ["2001::", 23], // protocol assignments, among them tunnels to IPv4
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // tunnels to IPv4
  ["3fff::", 20], // documentation
] as const;

/** IPv4 as networks without it reach it: the last 32 bits are the address. */
const TRANSLATED = "64:ff9b::";

const reserved = new BlockList();
for (const [network, bits] of RESERVED_V4) {
  reserved.addSubnet(network, bits, "ipv4");
  reserved.addSubnet(`${TRANSLATED}${network}`, 96 + bits, "ipv6");
}
for (const [network, bits] of RESERVED_V6) reserved.addSubnet(network, bits, "ipv6");

// What is not in here is reserved: loopback, link-local, private and multicast addresses, and IPv4 written as IPv6.
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");
globalV6.addSubnet(TRANSLATED, 96, "ipv6");

/**
 * Whether an address is one of a public network. Loopback, private, link-local, multicast, unspecified and reserved addresses are not, and
 * neither are IPv4 addresses that are mapped into IPv6 or compatible with it, nor a text that is no address.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !reserved.check(address, "ipv4");
    case 6:
      // An address with a zone means something on this machine's own links only.
      return !address.includes("%") && globalV6.check(address, "ipv6") && !reserved.check(address, "ipv6");
    default:
      return false;
  }
}
