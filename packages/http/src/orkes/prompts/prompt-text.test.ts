import { expect, test } from "vitest";
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
