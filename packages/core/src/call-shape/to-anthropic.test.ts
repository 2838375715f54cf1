import { expect, test } from "vitest";
import { openAIForm, weather } from "../../test/chat-forms.ts";
import type { Rendered } from "../template/render.ts";
import { toAnthropic } from "./to-anthropic.ts";

const model = "claude-sonnet-5-5";
const hi = [{ role: "user", content: "Hi" }];
const base = { model, maxTokens: 9, messages: hi };
const request = { model, max_tokens: 9, messages: hi };

const requests: readonly (readonly [name: string, content: Rendered, request: object])[] = [
  ["a message", base, request],
  [
    "settings",
    {
      ...base,
      stopWords: ["END"],
      reasoningEffort: "low",
      thinking: { type: "enabled", budget_tokens: 1024 },
    },
    {
      ...request,
      stop_sequences: ["END"],
      output_config: { effort: "low" },
      thinking: { type: "enabled", budget_tokens: 1024 },
    },
  ],
  [
    "several system messages before all others",
    {
      ...base,
      messages: [
        { role: "system", content: "a" },
        { role: "developer", content: [{ type: "text", text: "b", cache_control: { type: "ephemeral" } }] },
        ...hi,
      ],
    },
    {
      ...request,
      system: [
        { type: "text", text: "a" },
        { type: "text", text: "b", cache_control: { type: "ephemeral" } },
      ],
    },
  ],
  [
    "results of calls, in one message",
    {
      ...base,
      messages: [
        {
          role: "assistant",
          content: "Wait.",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "a", arguments: "" } },
            { id: "c2", type: "function", function: { name: "b", arguments: '{"c":1}' } },
          ],
        },
        { role: "tool", tool_call_id: "c1", name: "a", content: "1" },
        { role: "tool", tool_call_id: "c2", content: [{ type: "text", text: "2" }] },
        ...hi,
      ],
    },
    {
      ...request,
      messages: [
        {
          role: "assistant",
          content: [
            { type: "text", text: "Wait." },
            { type: "tool_use", id: "c1", name: "a", input: {} },
            { type: "tool_use", id: "c2", name: "b", input: { c: 1 } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1", content: "1" },
            { type: "tool_result", tool_use_id: "c2", content: [{ type: "text", text: "2" }] },
          ],
        },
        ...hi,
      ],
    },
  ],
  [
    "blocks of its own, which stay as they are",
    {
      ...base,
      messages: [
        {
          role: "user",
          content: [{ type: "document", source: { type: "url", url: "https://example.com/a.pdf" } }],
        },
        { role: "assistant", content: [{ type: "thinking", thinking: "hm", signature: "s" }] },
      ],
    },
    {
      ...request,
      messages: [
        {
          role: "user",
          content: [{ type: "document", source: { type: "url", url: "https://example.com/a.pdf" } }],
        },
        { role: "assistant", content: [{ type: "thinking", thinking: "hm", signature: "s" }] },
      ],
    },
  ],
  [
    "tools, of which one must be called",
    {
      ...base,
      tools: [
        { type: "function", function: { name: "weather", description: "d", parameters: weather } },
        { type: "web_search_20260318", name: "web_search" },
        { type: "function", function: { name: "now" } },
      ],
      toolChoice: "required",
    },
    {
      ...request,
      tools: [
        { name: "weather", description: "d", input_schema: weather },
        { type: "web_search_20260318", name: "web_search" },
        { name: "now", input_schema: { type: "object" } },
      ],
      tool_choice: { type: "any" },
    },
  ],
  [
    "a JSON Schema",
    {
      ...base,
      responseFormat: { type: "json_schema", json_schema: { name: "a", strict: true, schema: weather } },
    },
    { ...request, output_config: { format: { type: "json_schema", schema: weather } } },
  ],
];

test.each(requests)("the request for %s", (_name, content, expected) => {
  expect(toAnthropic(content)).toEqual(expected);
});

test("a chat in OpenAI's form has images, calls and system messages where the API has them", () => {
  const reported: string[] = [];
  const onUnsupported = (fields: readonly { readonly field: string }[]) =>
    reported.push(...fields.map(({ field }) => field));
  const { system, messages } = toAnthropic({ ...base, messages: openAIForm }, { onUnsupported });
  expect(system).toBe("Be brief.");
  expect(messages).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "Where is this?" },
        { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
        { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "AA==" } },
      ],
    },
    {
      role: "assistant",
      content: [{ type: "tool_use", id: "c1", name: "weather", input: { city: "Bern" } }],
    },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: "sunny" }] },
    { role: "assistant", content: "In Bern, where it is sunny." },
    { role: "system", content: "Now in German." },
    { role: "user", content: "And tomorrow?" },
  ]);
  expect(reported).toEqual(["messages[1].name", "messages[1].content[1].image_url.detail"]);
});

test("the version of the API says whether sampling and later system messages have a place", () => {
  const content: Rendered = {
    ...base,
    temperature: 1,
    topP: 0.5,
    messages: [...hi, { role: "system", content: "b" }],
  };
  const fieldsOf = (call: () => unknown): readonly string[] => {
    try {
      call();
      return [];
    } catch (error) {
      const { details } = error as {
        readonly details: { readonly unsupported: readonly { readonly field: string }[] };
      };
      return details.unsupported.map(({ field }) => field);
    }
  };
  expect(fieldsOf(() => toAnthropic(content))).toEqual(["temperature", "topP"]);
  expect(fieldsOf(() => toAnthropic(content, { apiVersion: "2023-06-01" }))).toEqual(["messages[1]"]);
  expect(toAnthropic({ ...base, temperature: 1, topP: 0.5 }, { apiVersion: "2023-06-01" })).toEqual({
    ...request,
    temperature: 1,
    top_p: 0.5,
  });
});

test("what the API needs, and what it has no place for", () => {
  expect(() =>
    toAnthropic({ messages: hi, seed: 1, verbosity: "low", responseFormat: { type: "json_object" } }),
  ).toThrow(
    expect.objectContaining({
      code: "unsupported-by-provider",
      issues: ["maxTokens", "model", "seed", "verbosity", "responseFormat"].map((field) =>
        expect.objectContaining({ field }),
      ),
    }),
  );
});

test.each([
  ["data:image/tiff;base64,AA==", "takes images of the types"],
  ["data:image/png,AA", "data: URL with base64"],
  ["gs://bucket/a.png", "http or https address"],
])("an image at %s has no place", (url, reason) => {
  const messages = [{ role: "user", content: [{ type: "image_url", image_url: url }] }];
  expect(() => toAnthropic({ ...base, messages })).toThrow(reason);
});

test("arguments that are not an object have no place", () => {
  const call = { id: "c1", type: "function", function: { name: "a", arguments: "{broken" } };
  const messages = [{ role: "assistant", content: null, tool_calls: [call] }];
  expect(() => toAnthropic({ ...base, messages })).toThrow(
    "messages[0].tool_calls[0]: the arguments of a call",
  );
});
