import { expect, test } from "vitest";
import { openAIForm, weather } from "../../test/chat-forms.ts";
import type { Rendered } from "../template/render.ts";
import { toAISDK } from "./to-ai-sdk.ts";

const model = "openai/gpt-5";
const hi = [{ role: "user", content: "Hi" }];

test("the request for settings", () => {
  const content: Rendered = {
    model,
    messages: [{ role: "system", content: "Be brief." }, ...hi],
    temperature: 0,
    topP: 0.5,
    maxTokens: 9,
    frequencyPenalty: 1,
    presencePenalty: -1,
    seed: 7,
    stopWords: ["END"],
    reasoningEffort: "low",
    verbosity: "high",
    toolChoice: { type: "function", function: { name: "weather" } },
  };
  expect(toAISDK(content, { provider: "openai" })).toEqual({
    model,
    system: "Be brief.",
    messages: hi,
    temperature: 0,
    topP: 0.5,
    maxOutputTokens: 9,
    frequencyPenalty: 1,
    presencePenalty: -1,
    seed: 7,
    stopSequences: ["END"],
    toolChoice: { type: "tool", toolName: "weather" },
    providerOptions: { openai: { reasoningEffort: "low", textVerbosity: "high" } },
  });
  expect(() => toAISDK(content)).toThrow(
    "reasoningEffort: the AI SDK passes it on to one provider only: pass provider",
  );
  expect(() => toAISDK(content, { provider: "anthropic" })).toThrow(
    "verbosity: the AI SDK's provider anthropic",
  );
});

test("thinking goes to Anthropic in the words of the AI SDK", () => {
  const content = { model, messages: hi, thinking: { type: "enabled", budget_tokens: 1024 } };
  expect(toAISDK(content, { provider: "anthropic" }).providerOptions).toEqual({
    anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } },
  });
});

test("a chat in OpenAI's form", () => {
  const onUnsupported = () => undefined;
  expect(toAISDK({ model, messages: openAIForm }, { onUnsupported })).toEqual({
    model,
    system: "Be brief.",
    allowSystemInMessages: true,
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Where is this?" },
          { type: "image", image: "https://example.com/a.png" },
          { type: "image", image: "data:image/jpeg;base64,AA==" },
        ],
      },
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Bern" } }],
      },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "c1",
            toolName: "weather",
            output: { type: "text", value: "sunny" },
          },
        ],
      },
      { role: "assistant", content: "In Bern, where it is sunny." },
      { role: "system", content: "Now in German." },
      { role: "user", content: "And tomorrow?" },
    ],
  });
});

test("a result whose call is not there has no place", () => {
  const messages = [{ role: "tool", tool_call_id: "c9", content: "1" }];
  expect(() => toAISDK({ model, messages })).toThrow("messages[0]: the AI SDK needs the name of the tool");
});

test("Anthropic's cache_control is a setting for Anthropic", () => {
  const messages = [
    { role: "user", content: [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }] },
  ];
  expect(toAISDK({ model, messages }).messages).toEqual([
    {
      role: "user",
      content: [
        { type: "text", text: "a", providerOptions: { anthropic: { cacheControl: { type: "ephemeral" } } } },
      ],
    },
  ]);
});

test("a tool's schema is new each time, and says itself what else is allowed", () => {
  const schema = { ...weather, additionalProperties: true };
  const { tools } = toAISDK({
    model,
    messages: hi,
    tools: [{ name: "weather", description: "d", parameters: schema }],
  });
  const { description, inputSchema } = tools?.["weather"] ?? {};
  const read = inputSchema?.["~standard"].jsonSchema.input();
  expect(description).toBe("d");
  expect(read).toEqual({ ...weather, additionalProperties: {} });
  expect(inputSchema?.["~standard"].jsonSchema.input()).not.toBe(read);
  expect(inputSchema?.["~standard"].validate(1)).toEqual({ value: 1 });
});

test("an answer in JSON is parsed", async () => {
  const { output } = toAISDK({ model, messages: hi, jsonSchema: weather });
  await expect(output?.responseFormat).resolves.toEqual({ type: "json", name: "answer", schema: weather });
  await expect(output?.parseCompleteOutput({ text: '{"city":"Bern"}' })).resolves.toEqual({ city: "Bern" });
  await expect(output?.parseCompleteOutput({ text: "Bern" })).rejects.toThrow("is not JSON");
  await expect(output?.parsePartialOutput({ text: '{"ci' })).resolves.toBeUndefined();
  await expect(output?.parsePartialOutput({ text: "{}" })).resolves.toEqual({ partial: {} });
  expect(output?.createElementStreamTransform()).toBeUndefined();
  expect(toAISDK({ model, messages: hi, responseFormat: { type: "text" } })).not.toHaveProperty("output");
});
