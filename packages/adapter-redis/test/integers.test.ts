import { testRedisUrl } from "@promptledger/test-servers";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { packIntegers } from "../src/integers.ts";
import { newClient } from "./new-client.ts";

const client = newClient(testRedisUrl());

afterAll(() => client.disconnect());

const SCRIPT = `
  local integers = {}
  for index, integer in ipairs(cmsgpack.unpack(ARGV[1])) do integers[index] = string.format('%.0f', integer) end
  return integers`;

// What an append sends: counts and indexes, -1 and -2, times, and for ever.
const integer = fc.oneof(
  fc.integer({ min: -32, max: 300 }),
  fc.integer({ min: 2 ** 16 - 3, max: 2 ** 16 + 3 }),
  fc.maxSafeInteger().map(Math.abs),
  fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER),
);

it("Redis' Lua reads the integers that were packed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(integer, { maxLength: 400 }), async (integers) => {
      const read = (await client.call("eval", SCRIPT, 0, packIntegers(integers))) as string[];
      expect(read.map(Number)).toEqual(integers);
    }),
  );
});
