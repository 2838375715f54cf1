import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonParts, newPartSize } from "./part-size.ts";

test("Entries are divided into parts of a size, or of one entry, and none is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.object()), fc.nat(100), (entries, length) => {
      const parts = [...jsonParts(entries, length)];
      expect(parts.flat()).toEqual(entries.map((entry) => JSON.stringify(entry)));
      for (const part of parts) expect(part.length <= 1 || part.join("").length <= length).toBe(true);
    }),
  );
});

test("Small entries are read a thousand at once, and large ones few", () => {
  const size = newPartSize();
  expect(size.limit).toBe(20);
  size.wasRead(20 * 100);
  expect(size.limit).toBe(1000);
  size.wasRead(1000 * 500_000);
  expect(size.limit).toBe(4);
  size.wasRead(400_000_000);
  expect(size.limit).toBe(1);
});
