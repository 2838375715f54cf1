// Every modern runtime has it, but the standard library of the language does not declare it.
declare const TextEncoder: new () => { encodeInto(text: string, into: Uint8Array): unknown };

/** By the code of a hexadecimal character, its value. */
const VALUE = new Uint8Array(128);
for (let value = 0; value < 16; value++) VALUE[value.toString(16).charCodeAt(0)] = value;

const ENCODER = new TextEncoder();
const CODES = new Uint8Array(64);

/** Writes the 32 bytes of a hash of 64 lower-case hexadecimal characters. */
export function writeHash(hash: string, into: Uint8Array, start: number): void {
  // All at once: to ask a text for the code of a character may take longer than to hash the character.
  ENCODER.encodeInto(hash, CODES);
  for (let at = 0; at < 32; at++) {
    const high = VALUE[CODES[2 * at] as number] as number;
    into[start + at] = (high << 4) | (VALUE[CODES[2 * at + 1] as number] as number);
  }
}
