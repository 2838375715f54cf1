import { expect, test } from "vitest";
import { BinaryWriter } from "../src/binary/binary-writer.ts";
import { CompositeArray } from "../src/binary/composite-array.ts";

const numbers = (rows: readonly number[], read = (row: unknown): number => row as number): CompositeArray =>
  new CompositeArray("numbers", [{ name: "number", type: "integer", read }], rows);

test("object ids are unsigned: one beyond 2^31 is written as it is", () => {
  const oid = 3_000_000_000;
  const bytes = numbers([7]).toBinary(new BinaryWriter(), oid);
  // After the number of dimensions and the flag for nulls
  expect(bytes.readUInt32BE(8)).toBe(oid);
});

test("an array that could not be written leaves nothing behind in the next one", () => {
  const writer = new BinaryWriter();
  const whole = numbers([1, 2]).toBinary(writer, 1);
  const failing = numbers([1], () => {
    throw new Error("cannot be read");
  });
  expect(() => failing.toBinary(writer, 1)).toThrow("cannot be read");
  expect(numbers([1, 2]).toBinary(writer, 1)).toEqual(whole);
});
