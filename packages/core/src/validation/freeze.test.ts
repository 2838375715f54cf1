import { expect, test } from "vitest";
import { deepFreeze } from "./freeze.ts";

test("a value is deeply frozen in place", () => {
  const value = { list: [{ a: 1 }, null, "text"], more: { deep: {} } };
  expect(deepFreeze(value)).toBe(value);
  for (const part of [value, value.list, value.list[0], value.more, value.more.deep])
    expect(Object.isFrozen(part)).toBe(true);
  for (const plain of ["text", 1, true, null, undefined]) expect(deepFreeze(plain)).toBe(plain);
});

test("what is frozen at its top is passed over", () => {
  const frozen = Object.freeze({ open: { a: 1 } });
  deepFreeze(frozen);
  expect(Object.isFrozen(frozen.open)).toBe(false);
});
