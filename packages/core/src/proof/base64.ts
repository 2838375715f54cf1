// Every modern runtime has them, but the standard library of the language does not declare them.
declare const atob: (text: string) => string;
declare const btoa: (text: string) => string;

/** So many bytes are turned into characters at once; a call takes only so many arguments. */
const CHUNK = 8192;

/** Bytes in base64, with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let characters = "";
  for (let start = 0; start < bytes.length; start += CHUNK)
    // Not spread, which goes through an iterator and takes seven times as long.
    characters += Reflect.apply(String.fromCharCode, null, bytes.subarray(start, start + CHUNK));
  return btoa(characters);
}

/** The bytes of a text in base64; null where it is not exactly as {@link toBase64} writes it. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const characters = atob(text);
    if (btoa(characters) !== text) return null;
    const bytes = new Uint8Array(characters.length);
    for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
    return bytes;
  } catch {
    return null;
  }
}
