import { bytesToHex } from "@noble/hashes/utils.js";
import { monotonicFactory } from "ulid";

/** The source of identifiers and randomness for the ledger. */
export interface Ids {
  /** A ULID for this time: 26 characters. Later ones sort after earlier ones of the same source. */
  ulid(at: number): string;
  /** A number from 0 to 1, exclusive. It spreads retries, and is not for secrets. */
  random(): number;
  /** A random secret: 256 bits, as 64 hexadecimal characters. */
  secret(): string;
}

// Every modern runtime has it, but the standard library of the language does not declare it.
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };

/** ULIDs from the runtime's secure randomness, monotonic within one millisecond. */
export function systemIds(): Ids {
  const next = monotonicFactory(secureRandom());
  return { ulid: (at) => next(at), random: () => Math.random(), secret: newSecret };
}

function newSecret(): string {
  const bytes = new Uint8Array(32);
  crypto.getRandomValues(bytes);
  return bytesToHex(bytes);
}

/** Secure random numbers from 0 to 1, exclusive. They are taken from the runtime in blocks, because one by one costs ten times more. */
function secureRandom(): () => number {
  const block = new Uint8Array(1024);
  let used = block.length;
  return () => {
    if (used === block.length) {
      crypto.getRandomValues(block);
      used = 0;
    }
    const byte = block[used] ?? 0;
    used += 1;
    return byte / 256;
  };
}
