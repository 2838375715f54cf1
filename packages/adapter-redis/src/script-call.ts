import { Command } from "ioredis";

/** An argument of a command; a `Buffer` is sent as it is. */
export type Argument = string | number | Buffer;

/** A text of so many characters, if it is ASCII, is written faster here than by a call of Buffer's. */
const SHORT = 40;

/** More memory than this is not kept. */
const LARGE = 4_194_304;

const [RETURN, NEWLINE, ARRAY, TEXT] = [13, 10, 42, 36];

/** What all calls of the process are written into, one after the other. */
let buffer = Buffer.allocUnsafe(65_536);
let offset = 0;

/**
 * A call of a script. Its bytes are made in one go: ioredis measures, joins and then copies each argument by itself, which costs more than
 * all else where there are thousands. It is told the first key only, which leads to the slot; of all others it can tell nobody.
 */
export class ScriptCall extends Command {
  readonly #bytes: Buffer;

  /** `script` is the script's hash for EVALSHA, its text for EVAL. */
  constructor(name: "evalsha" | "eval", script: string, keys: readonly string[], args: readonly Argument[]) {
    super(name, [script, "1", keys[0] ?? ""], { replyEncoding: "utf8" });
    this.#bytes = encode(name, script, keys, args);
  }

  override toWritable(): Buffer {
    return this.#bytes;
  }
}

/** A command in the form in which Redis reads it. Source: "Redis serialization protocol specification", arrays of bulk strings. */
function encode(name: string, script: string, keys: readonly string[], args: readonly Argument[]): Buffer {
  offset = 0;
  writeLength(ARRAY, 3 + keys.length + args.length);
  writeText(name);
  writeText(script);
  writeText(String(keys.length));
  for (const key of keys) writeText(key);
  for (const argument of args) {
    if (typeof argument === "object") writeBytes(argument);
    else writeText(String(argument));
  }
  const bytes = Buffer.from(buffer.subarray(0, offset));
  if (buffer.length > LARGE) buffer = Buffer.allocUnsafe(65_536);
  return bytes;
}

function writeText(text: string): void {
  // No UTF-16 unit takes more than three bytes.
  reserve(3 * text.length + 32);
  const start = offset;
  writeLength(TEXT, text.length);
  if (text.length > SHORT || !writeAscii(text)) {
    const from = offset;
    const length = buffer.write(text, from);
    // Its length may have a digit more than that of the UTF-16 units: then it moves before the length is written once more.
    const place = start + lengthOf(length);
    if (place !== from) buffer.copyWithin(place, from, from + length);
    offset = start;
    writeLength(TEXT, length);
    offset += length;
  }
  buffer[offset] = RETURN;
  buffer[offset + 1] = NEWLINE;
  offset += 2;
}

function writeBytes(bytes: Buffer): void {
  reserve(bytes.length + 32);
  writeLength(TEXT, bytes.length);
  offset += bytes.copy(buffer, offset);
  buffer[offset] = RETURN;
  buffer[offset + 1] = NEWLINE;
  offset += 2;
}

function writeAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) return false;
    buffer[offset + index] = unit;
  }
  offset += text.length;
  return true;
}

/** How many bytes {@link writeLength} writes. */
function lengthOf(length: number): number {
  let bytes = 4;
  for (let rest = length; rest > 9; rest = Math.floor(rest / 10)) bytes += 1;
  return bytes;
}

/** Writes what comes next, and how long it is: digits from the last one to the first. */
function writeLength(sort: number, length: number): void {
  const end = offset + lengthOf(length);
  buffer[offset] = sort;
  for (let at = end - 3, rest = length; at > offset; at--, rest = Math.floor(rest / 10))
    buffer[at] = 48 + (rest % 10);
  buffer[end - 2] = RETURN;
  buffer[end - 1] = NEWLINE;
  offset = end;
}

function reserve(bytes: number): void {
  if (offset + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, offset + bytes));
  buffer.copy(larger, 0, 0, offset);
  buffer = larger;
}
