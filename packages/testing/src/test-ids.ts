import type { Ids } from "@promptledger/core";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Identifiers and random numbers that are the same in every run. The ULIDs contain the given time, the seed and a count: later ones sort
 * after earlier ones, and two seeds never produce the same id.
 *
 * @example
 * const ids = testIds(7);
 * ids.ulid(0); // "00000000000000070000000001"
 */
export function testIds(seed = 1): Ids {
  let count = 0;
  let last = 0;
  let state = seed >>> 0;
  return {
    ulid(at) {
      count += 1;
      last = Math.max(last, at);
      return base32(last, 10) + base32(seed, 6) + base32(count, 10);
    },
    random() {
      // Mulberry32: small, and even enough for spreading retries.
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
    secret() {
      count += 1;
      return `${base32(seed, 6)}${base32(count, 58)}`;
    },
  };
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = (ALPHABET[rest % 32] ?? "0") + text;
  return text;
}
