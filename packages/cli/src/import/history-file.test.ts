import { describe, expect, test } from "vitest";
import { CommandError } from "../terminal/command-error.ts";
import { parseHistory } from "./history-file.ts";

const NOW = Date.parse("2026-06-01T00:00:00Z");
const line = (changes: object = {}): string =>
  JSON.stringify({
    at: "2026-01-01T10:00:00Z",
    by: "jane",
    action: "created",
    prompt: "P",
    text: "t",
    ...changes,
  });

function issuesOf(text: string): readonly string[] {
  try {
    parseHistory(text, "file", NOW);
    return [];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return error.issues.map(({ field, message }) => `${field}: ${message}`);
  }
}

describe("a history file", () => {
  test("is not an export, and the error says what an export is for", () => {
    const header = '{"format":"promptledger.export.v1","origin":"h/acme","tenant":"acme","size":0}';
    expect(() => parseHistory(`${header}\n`, "file", NOW)).toThrow(
      expect.objectContaining({
        message: "file is an export of the log and not a history file; nothing was written",
        hint: expect.stringContaining("promptledger verify checks an export"),
      }),
    );
  });

  test("may have a byte order mark, Windows line endings, empty lines and unknown fields", () => {
    const text = `\uFEFF${line({ more: 1 })}\r\n\r\n${line({ action: "deleted", text: undefined })}\n`;
    expect(parseHistory(text, "file", NOW)).toEqual([
      {
        line: 1,
        at: Date.parse("2026-01-01T10:00:00Z"),
        by: "jane",
        action: "created",
        prompt: "P",
        text: "t",
      },
      { line: 3, at: Date.parse("2026-01-01T10:00:00Z"), by: "jane", action: "deleted", prompt: "P" },
    ]);
  });

  test("accepts times with an offset, and reads times without one as UTC", () => {
    const times = ["2026-01-01T12:00:00+02:00", "2026-01-01T10:00:00", "2026-01-01T10:00:00.500Z"];
    const changes = parseHistory(times.map((at) => line({ at })).join("\n"), "file", NOW);
    expect(changes.map(({ at }) => at - Date.parse("2026-01-01T10:00:00Z"))).toEqual([0, 0, 500]);
  });

  test("may be empty", () => {
    expect(parseHistory("", "file", NOW)).toEqual([]);
  });

  test.each([
    [{ at: "2026-07-01T00:00:00Z" }, "line 1, at: is in the future"],
    [{ at: "2026-02-30T00:00:00Z" }, "line 1, at: must be a time"],
    [{ at: 5 }, "line 1, at: must be a time"],
    [{ by: "" }, "line 1, by: must not be empty"],
    [{ by: undefined }, "line 1, by: is missing"],
    [{ action: undefined }, "line 1, action: must be created, edited or deleted"],
    [{ prompt: "x".repeat(1001) }, "line 1, prompt: must have at most 1000 characters"],
    [{ prompt: "a\u0000" }, "line 1, prompt: must be well-formed"],
    [{ text: "\ud800" }, "line 1, text: must be well-formed"],
    [{ text: "x".repeat(1_048_000) }, "line 1, text: must have at most"],
    [{ text: undefined }, "line 1, text: is missing"],
  ])("is refused with %j", (changes, expected) => {
    const [issue, ...more] = issuesOf(line(changes));
    expect(issue).toContain(expected);
    expect(more).toEqual([]);
  });

  test.each([
    ['"text":"u"', "line 1, text: appears twice in the same object"],
    ['"more":{"b":1,"2":1}', "line 1, more.2: must come before the object's other keys"],
    ['"more":[9007199254740993]', "line 1, more[0]: must be an integer from"],
  ])("is refused with a line that JavaScript would change: %s", (field, expected) => {
    expect(issuesOf(`${line().slice(0, -1)},${field}}`)).toEqual([expect.stringContaining(expected)]);
  });

  test("a name of 1,000 characters outside the basic plane is not too long", () => {
    expect(issuesOf(line({ prompt: "🙂".repeat(1000) }))).toEqual([]);
  });
});
