import { bytesToHex } from "@noble/hashes/utils.js";
import { monotonicFactory } from "ulid";

/** Where the ledger takes identifiers and randomness from. */
export interface Ids {
  /** A ULID for this moment: 26 characters, and later ones sort after earlier ones of the same source. */
  ulid(at: number): string;
  /** A number from 0 up to but not including 1; spreads retries, nothing secret. */
  random(): number;
  /** A text that nobody can guess: 256 bits, as 64 hexadecimal characters. */
  secret(): string;
}

// Every modern runtime has it, but no standard library of the language declares it.
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

/** Secure random numbers from 0 up to but not including 1, drawn from the runtime a block at a time: one by one costs ten times more. */
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
