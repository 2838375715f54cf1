import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLedgerError } from "../errors.ts";
import { parseJson } from "./json-text.ts";

/** The field and the message of what is refused; null if nothing is. */
function refusal(text: string): string | null {
  try {
    parseJson(text);
    return null;
  } catch (error) {
    if (!isLedgerError(error, "invalid-input")) throw error;
    return error.message;
  }
}

const TWICE = "appears twice in the same object; keep one of them";
const MOVED =
  "must come before the object's other keys, in ascending order: JavaScript moves keys that are whole numbers to the front";
const UNSAFE = "must be an integer from -(2^53 - 1) to 2^53 - 1; write a larger one as a string";

describe("JSON text that JavaScript would change is refused, with its path", () => {
  test.each([
    ['{"reasoning":1,"2025":2,"2024":3}', `2025: ${MOVED}`],
    ['{"a":{"properties":{"2025":1,"2024":1}}}', `a.properties.2024: ${MOVED}`],
    ['[0,{"b":[{"x":1,"0":1}]}]', `[1].b[0].0: ${MOVED}`],
    ['{"a":1,"b":2,"a":1}', `a: ${TWICE}`],
    ['{"a":{"b":1,"\\u0062":2}}', `a.b: ${TWICE}`],
    ['{"__proto__":1,"__proto__":1}', `__proto__: ${TWICE}`],
    ['{"a":[{},[],"x",9007199254740993]}', `a[3]: ${UNSAFE}`],
    ["-9007199254740992", UNSAFE],
    ['{"a":1e16}', `a: ${UNSAFE}`],
    ['{"a":"}],:{[","b":12345678901234567890.5}', `b: ${UNSAFE}`],
  ])("%s", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("and a list with more than 100,000 items, before it is parsed", () => {
    const items = (count: number): string => `{"a":[${"0,".repeat(count - 1)}0]}`;
    expect((parseJson(items(100_000)) as { a: object[] }).a).toHaveLength(100_000);
    expect(() => parseJson(items(100_001))).toThrow(
      "a[100000]: stands in a list with more than 100000 items",
    );
  });

  test("and an object with more than 10,000 keys, before it is parsed", () => {
    const keys = (count: number): string =>
      `{"a":{${Array.from({ length: count }, (_, key) => `"k${key}":0`).join(",")}}}`;
    expect(Object.keys((parseJson(keys(10_000)) as { a: object }).a)).toHaveLength(10_000);
    expect(refusal(keys(10_001))).toBe("a.k10000: stands in an object with more than 10000 keys");
  });

  test("and text that is nested deeper than 128 levels, before it is parsed", () => {
    const nested = (levels: number): string => `${"[".repeat(levels)}1e20${"]".repeat(levels)}`;
    expect(refusal(nested(128))).toBe(`${"[0]".repeat(128)}: ${UNSAFE}`);
    expect(refusal(nested(129))).toBe(`${"[0]".repeat(128)}: must not be nested deeper than 128 levels`);
    expect(refusal("[".repeat(1000))).toContain("must not be nested");
  });
});

test.each([
  '{"2024":1,"2025":2,"reasoning":3}',
  '{"b":1,"a":2,"01":3,"-1":4,"1.5":5,"1e3":6,"4294967295":7,"":8," 1":9}',
  '[9007199254740991,-9007199254740991,0.1,-0,1e-20,1e999,"9007199254740993"]',
  ' {"a\\\\":"\\"","a\\"":{"a\\\\":[true,false,null]}} ',
])("%s is parsed as it is", (text) => {
  expect(parseJson(text)).toStrictEqual(JSON.parse(text));
});

test.each(["", "{", "}", "[", "-", '{"a":1,}', "[1,]", "'a'", '"a', '"a\\', '{"\\x":1}', '{"\\u12'])(
  "%s is a syntax error",
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

// It was a TypeError of the runtime.
test.each([undefined, null, 1, {}, ["[]"]])("%j is no text, and refused", (value) => {
  expect(() => parseJson(value as string)).toThrow(
    expect.objectContaining({ code: "invalid-input", message: "text: must be a text" }),
  );
});

/** A value as the pairs of its text: objects keep the order of keys, and keys that appear twice. */
type Written = string | number | boolean | null | readonly Written[] | { readonly pairs: readonly Pair[] };
type Pair = readonly [key: string, value: Written];

const key = fc.oneof(
  fc.nat({ max: 12 }).map(String),
  fc.constantFrom("a", "b", "4294967294", "4294967295", "01", "-1", "1.5", "__proto__", '"', "\\", "{"),
  fc.string({ unit: "binary" }),
);
const { written } = fc.letrec<{ written: Written }>((tie) => ({
  written: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true }), fc.maxSafeInteger()),
    fc.array(tie("written"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("written")), { maxLength: 5 }).map((pairs) => ({ pairs })),
  ),
}));

function textOf(value: Written): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(" , ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { pairs } = value as { readonly pairs: readonly Pair[] };
  return `{${pairs.map(([name, entry]) => `${JSON.stringify(name)} : ${textOf(entry)}`).join(",\n")}}`;
}

/** Whether the parsed value says the same as what was written. */
function isSame(value: Written, parsed: unknown): boolean {
  if (Array.isArray(value))
    return value.every((entry, index) => isSame(entry, (parsed as readonly unknown[])[index]));
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  const { pairs } = value as { readonly pairs: readonly Pair[] };
  const entries = Object.entries(parsed as object);
  return (
    entries.length === pairs.length &&
    pairs.every(([name, entry], index) => entries[index]?.[0] === name && isSame(entry, entries[index]?.[1]))
  );
}

test("any text is refused exactly if what is parsed would not say the same", () => {
  let refused = 0;
  fc.assert(
    fc.property(written, (value) => {
      const text = textOf(value);
      const message = refusal(text);
      if (message !== null) refused += 1;
      expect(message === null).toBe(isSame(value, JSON.parse(text)));
    }),
    { numRuns: 1000 },
  );
  expect(refused).toBeGreaterThan(0);
});

test("text that is not JSON is a syntax error, or refused for what it holds", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\u1e-0a ') }), (text) => {
      try {
        expect(parseJson(text)).toStrictEqual(JSON.parse(text));
      } catch (error) {
        expect(error instanceof SyntaxError || isLedgerError(error, "invalid-input")).toBe(true);
      }
    }),
  );
});
