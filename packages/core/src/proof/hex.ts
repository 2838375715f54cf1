/** By the code of a hexadecimal character, its value. */
const VALUE = new Uint8Array(128);
for (let value = 0; value < 16; value++) VALUE[value.toString(16).charCodeAt(0)] = value;

/** Writes the 32 bytes of a hash of 64 lower-case hexadecimal characters. */
export function writeHash(hash: string, into: Uint8Array, start: number): void {
  for (let at = 0; at < 32; at++) {
    const high = VALUE[hash.charCodeAt(2 * at)] as number;
    into[start + at] = (high << 4) | (VALUE[hash.charCodeAt(2 * at + 1)] as number);
  }
}
