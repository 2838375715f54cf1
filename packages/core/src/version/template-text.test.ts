import { describe, expect, test } from "vitest";
import { changesToFormat, changesToText, contentOfText, formatOf, templateText } from "./template-text.ts";

describe("the template of a content", () => {
  test("is the texts of its messages, strings and text blocks, joined by a blank line", () => {
    const image = { type: "image_url", image_url: { url: "https://x.test/a.png" } };
    const messages = [
      { role: "system", content: "a" },
      { role: "user", content: [{ type: "text", text: "b" }, image, { type: "text", text: "c" }] },
      { role: "assistant", content: null },
      { role: "assistant" },
      { role: "user", content: "" },
      { role: "user", content: [1, null, "d", { type: "text" }] },
    ];
    expect(templateText({ messages })).toBe("a\n\nb\n\nc");
    expect(templateText({})).toBe("");
  });
});

describe("a text that takes the template's place", () => {
  test("begins as one message of the user, in the dollar syntax", () => {
    expect(contentOfText("Hi")).toEqual({
      messages: [{ role: "user", content: "Hi" }],
      templateSyntax: "dollar",
    });
  });

  test("keeps the role of a single message, and leaves the syntax alone", () => {
    const messages = [{ role: "system", content: "a", name: "n" }];
    expect(changesToText({ messages, templateSyntax: "jinja" }, "b")).toEqual({
      messages: [{ role: "system", content: "b" }],
    });
    const two = [...messages, { role: "user", content: "b" }];
    expect(changesToText({ messages: two }, "c")).toEqual({ messages: [{ role: "user", content: "c" }] });
    expect(changesToText({}, "")).toEqual({ messages: [{ role: "user", content: "" }] });
  });

  test("changes nothing where it is the text that is there", () => {
    const messages = [
      { role: "system", content: "a" },
      { role: "user", content: "b" },
    ];
    expect(changesToText({ messages }, "a\n\nb")).toEqual({});
  });
});

describe("the format", () => {
  test.each([
    [undefined, null],
    ["text", "text"],
    ["json_object", "json"],
    ["json_schema", "json"],
    ["grammar", null],
  ])("of the response format %s is %s", (type, format) => {
    expect(formatOf(type === undefined ? {} : { responseFormat: { type } })).toBe(format);
  });

  test("json leaves a schema as it is, and else is a JSON object", () => {
    expect(changesToFormat({ responseFormat: { type: "json_schema", json_schema: {} } }, "json")).toEqual({});
    expect(changesToFormat({}, "json")).toEqual({ responseFormat: { type: "json_object" } });
    expect(changesToFormat({ responseFormat: { type: "json_schema" } }, "text")).toEqual({
      responseFormat: { type: "text" },
    });
  });
});
