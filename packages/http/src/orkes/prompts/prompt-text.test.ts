// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in the dollar syntax are written like this.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promptText } from "./prompt-text.ts";

// What each client sends for: Hello "x", a new line, line2.
test.each([
  ["curl, Java, Go, Rust and the web page: raw", 'Hello "x"\nline2', 'Hello "x"\nline2'],
  ["JavaScript, C# and Ruby: a JSON string", String.raw`"Hello \"x\"\nline2"`, 'Hello "x"\nline2'],
  [
    "Python: escapes without quotes, which stay",
    String.raw`Hello \"x\"\nline2`,
    String.raw`Hello \"x\"\nline2`,
  ],
  ["quotes around raw text", '"Hello "x"\nline2"', 'Hello "x"\nline2'],
  ["white space around the quotes", ' "Hi"\n', "Hi"],
  ["white space around a raw text, which stays", " Hi\n", " Hi\n"],
  ["quotes within, at one end", '"Hi" they said', '"Hi" they said'],
  ["an empty text in quotes", '""', ""],
  ["one quote", '"', '"'],
  ["two pairs of quotes: one is taken off", '""Hi""', '"Hi"'],
  ["JSON that is no string", '{"a":1}', '{"a":1}'],
  ["a quoted number", '"1"', "1"],
  ["a text that only begins as JSON", '"a", "b"', 'a", "b'],
])("%s", (_client, body, text) => {
  expect(promptText(body)).toBe(text);
});

/** A body as Orkes' Python client makes it: `json.dumps(text).strip('"')`. */
function pythonBody(text: string): string {
  const escaped = JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.replaceAll(/^"+|"+$/g, "");
}

describe("with Python's escapes", () => {
  test("every text is read as the client meant it", () => {
    const text = fc.string({
      unit: fc.constantFrom('"', "\\", "n", "u", "\n", "\t", " ", "é", "☕", "${x}"),
    });
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "grapheme" })), (meant) => {
        expect(promptText(pythonBody(meant), "python")).toBe(meant);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ["a text without escapes", "Hello ${name}", "Hello ${name}"],
    ["a raw text with a new line is no JSON", 'Hello "x"\nC:\\new', 'Hello "x"\nC:\\new'],
    ["an escape that JSON does not have", String.raw`\d+\n`, String.raw`\d+\n`],
    ["a JSON string in quotes", String.raw`"Hello \"x\"\nline2"`, 'Hello "x"\nline2'],
    ["a quote at the end, of which the backslash is left", String.raw`Say \"x\ `.trim(), 'Say "x"'],
  ])("%s", (_kind, body, text) => {
    expect(promptText(body, "python")).toBe(text);
  });

  test("a megabyte of backslashes takes no time to speak of", () => {
    const before = performance.now();
    promptText(`${"\\".repeat(1_000_000)}x`, "python");
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
