import { expect, test } from "vitest";
import { openAIForm, weather } from "../../test/chat-forms.ts";
import type { Rendered } from "../template/render.ts";
import { toOpenAI } from "./to-openai.ts";

const model = "gpt-5";
const hi = [{ role: "user", content: "Hi" }];

const requests: readonly (readonly [name: string, content: Rendered, request: object])[] = [
  ["a message", { model, messages: hi }, { model, messages: hi }],
  [
    "settings",
    {
      model,
      messages: hi,
      temperature: 0,
      topP: 0.5,
      maxTokens: 9,
      frequencyPenalty: 1,
      presencePenalty: -1,
      seed: 7,
      stopWords: ["END"],
      reasoningEffort: "low",
      verbosity: "high",
      stream: false,
      fallbackModels: [],
    },
    {
      model,
      messages: hi,
      temperature: 0,
      top_p: 0.5,
      max_completion_tokens: 9,
      frequency_penalty: 1,
      presence_penalty: -1,
      seed: 7,
      stop: ["END"],
      reasoning_effort: "low",
      verbosity: "high",
      stream: false,
    },
  ],
  [
    "a chat in its own form, which stays as it is",
    { model, messages: openAIForm },
    { model, messages: openAIForm },
  ],
  [
    "a chat in Anthropic's form",
    {
      model,
      messages: [
        {
          role: "user",
          content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AA==" } }],
        },
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "c1", name: "weather", input: { city: "Bern" } }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "c1", content: "sunny" },
            { type: "text", text: "And?" },
          ],
        },
      ],
    },
    {
      model,
      messages: [
        { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }] },
        {
          role: "assistant",
          tool_calls: [
            { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
          ],
        },
        { role: "tool", tool_call_id: "c1", content: "sunny" },
        { role: "user", content: [{ type: "text", text: "And?" }] },
      ],
    },
  ],
  [
    "tools in either form, and the one to call",
    {
      model,
      messages: hi,
      tools: [
        { type: "function", function: { name: "weather", parameters: weather, strict: true } },
        { name: "time", description: "The time", input_schema: weather },
      ],
      toolChoice: { type: "tool", name: "weather", disable_parallel_tool_use: true },
    },
    {
      model,
      messages: hi,
      tools: [
        { type: "function", function: { name: "weather", parameters: weather, strict: true } },
        { type: "function", function: { name: "time", description: "The time", parameters: weather } },
      ],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: false,
    },
  ],
  [
    "a JSON Schema by itself, to be followed",
    { model, messages: hi, jsonSchema: weather, isEnforcingResponseFormat: true },
    {
      model,
      messages: hi,
      response_format: {
        type: "json_schema",
        json_schema: { name: "answer", schema: weather, strict: true },
      },
    },
  ],
  [
    "a response format with its schema",
    {
      model,
      messages: hi,
      responseFormat: { type: "json_schema", json_schema: { name: "a", schema: weather } },
    },
    {
      model,
      messages: hi,
      response_format: { type: "json_schema", json_schema: { name: "a", schema: weather } },
    },
  ],
  [
    "JSON without a schema",
    { model, messages: hi, responseFormat: { type: "json_object" } },
    { model, messages: hi, response_format: { type: "json_object" } },
  ],
];

test.each(requests)("the request for %s", (_name, content, request) => {
  expect(toOpenAI(content)).toEqual(request);
});

test("all that has no place is one error", () => {
  const content: Rendered = {
    messages: [
      {
        role: "user",
        content: [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }, { type: "audio" }],
        id: "x",
      },
      { role: "critic", content: "b" },
    ],
    thinking: { type: "adaptive" },
    fallbackModels: ["b"],
    stream: true,
  };
  expect(() => toOpenAI(content)).toThrow(
    expect.objectContaining({
      code: "unsupported-by-provider",
      details: {
        provider: "openai",
        missing: ["model"],
        unsupported: [
          { field: "thinking", reason: "OpenAI's API takes reasoningEffort" },
          { field: "fallbackModels", reason: "a request is for one model: choose it in your code" },
          {
            field: "messages[1]",
            reason: "there is no role critic: use system, developer, user, assistant, tool",
          },
          { field: "messages[0].id", reason: "OpenAI's API has no place for it" },
          { field: "messages[0].content[0].cache_control", reason: "OpenAI's API has no place for it" },
          { field: "messages[0].content[1]", reason: "OpenAI's API has no place for it" },
          {
            field: "stream",
            reason: "your code reads the answer, so it says how: pass stream: true or stream: false",
          },
        ],
      },
    }),
  );
});

test("what has no place is left out and named on request, but what is needed is not", () => {
  const reported: string[] = [];
  const onUnsupported = (fields: readonly { readonly field: string }[]) =>
    reported.push(...fields.map(({ field }) => field));
  const content: Rendered = { messages: hi, thinking: { type: "adaptive" } };
  const request = toOpenAI(content, { onUnsupported, defaults: { model }, stream: true });
  expect(request).toEqual({ model, messages: hi, stream: true });
  expect(reported).toEqual(["thinking"]);
  expect(() => toOpenAI(content, { onUnsupported })).toThrow("model: OpenAI's API needs it");
  toOpenAI({ model, messages: hi }, { onUnsupported });
  expect(reported).toEqual(["thinking"]);
});

test("an option that there is not is refused", () => {
  const options = { unsupported: "omit" } as object;
  expect(() => toOpenAI({ model, messages: hi }, options)).toThrow("unsupported: unknown option");
  expect(() => toOpenAI({ model, messages: hi }, { defaults: { maxTokens: 0 } })).toThrow(
    "defaults: must be",
  );
});
