/** The memory that is kept for the next value, in bytes. */
const KEPT = 2_097_152;

/** Writes numbers and texts one after the other, into as much memory as they need, in the byte order of PostgreSQL's binary forms. */
export class BinaryWriter {
  #buffer: Buffer = Buffer.allocUnsafe(KEPT);
  #offset = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#offset = this.#buffer.writeUInt8(value, this.#offset);
  }

  /** Writes the lowest 32 bits of an integer, so that an unsigned one such as an object id may be given too. */
  int4(value: number): void {
    this.#reserve(4);
    this.#offset = this.#buffer.writeInt32BE(value | 0, this.#offset);
  }

  int8(value: number): void {
    this.int4(Math.floor(value / 2 ** 32));
    this.int4(value);
  }

  float8(value: number): void {
    this.#reserve(8);
    this.#offset = this.#buffer.writeDoubleBE(value, this.#offset);
  }

  text(value: string): void {
    // No UTF-16 unit takes more than three bytes.
    this.#reserve(value.length * 3);
    this.#offset += this.#buffer.write(value, this.#offset);
  }

  /** Leaves room for the size of what follows; `end` fills it in. */
  begin(): number {
    this.int4(0);
    return this.#offset;
  }

  end(start: number): void {
    this.#buffer.writeInt32BE(this.#offset - start, start - 4);
  }

  /** A copy of what `write` writes. Whatever an earlier call left unfinished is forgotten. */
  bytesOf(write: () => void): Buffer {
    this.#offset = 0;
    if (this.#buffer.length > KEPT) this.#buffer = Buffer.allocUnsafe(KEPT);
    write();
    return Buffer.from(this.#buffer.subarray(0, this.#offset));
  }

  #reserve(bytes: number): void {
    if (this.#offset + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#offset + bytes));
    this.#buffer.copy(larger, 0, 0, this.#offset);
    this.#buffer = larger;
  }
}
