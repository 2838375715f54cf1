import fc from "fast-check";
import { Command } from "ioredis";
import { expect, it } from "vitest";
import { ScriptCall } from "../src/script-call.ts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 1200 }),
  // Around the lengths at which a length has one digit more, in units and in bytes.
  fc
    .tuple(
      fc.constantFrom("a", "é", "☕", "😀"),
      fc.constantFrom(1, 3, 4, 5, 9, 10, 20, 25, 33, 34, 40, 41, 99, 100, 250, 334, 999, 1000, 70_000),
    )
    .map(([unit, count]) => unit.repeat(count)),
);

it("the bytes of a call are those that ioredis makes of it, argument by argument", () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.array(fc.oneof(text, fc.integer())),
      (keys, args) => {
        const call = new ScriptCall("evalsha", "f".repeat(40), keys, args);
        const command = new Command("evalsha", ["f".repeat(40), keys.length, ...keys, ...args]);
        command.stringifyArguments();
        expect(call.toWritable().equals(Buffer.from(command.toWritable({})))).toBe(true);
      },
    ),
  );
});

it("a text whose length has a digit more in bytes than in characters stands behind it whole", () => {
  const call = new ScriptCall("eval", "s", ["k"], ["é".repeat(50)]);
  expect(call.toWritable().toString()).toBe(
    `*5\r\n$4\r\neval\r\n$1\r\ns\r\n$1\r\n1\r\n$1\r\nk\r\n$100\r\n${"é".repeat(50)}\r\n`,
  );
});

it("what ioredis is told of a call is its first key alone", () => {
  const call = new ScriptCall("evalsha", "sha", ["{p:t}:head", "{p:t}:other"], ["payload"]);
  expect(call.args).toEqual(["sha", "1", "{p:t}:head"]);
  expect(call.getKeys()).toEqual(["{p:t}:head"]);
});
