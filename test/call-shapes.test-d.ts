import type Anthropic from "@anthropic-ai/sdk";
import type {
  MessageCreateParamsNonStreaming,
  MessageCreateParamsStreaming,
} from "@anthropic-ai/sdk/resources/messages";
import type {
  AISDKRequest,
  AnthropicRequest,
  AnthropicStreamRequest,
  OpenAIRequest,
  OpenAIStreamRequest,
  Rendered,
  Resolved,
} from "@promptledger/core";
import { toOpenAI } from "@promptledger/core";
import { generateText, streamText } from "ai";
import type OpenAI from "openai";
import { expectTypeOf } from "vitest";

// Compiled, never run: requests are what the functions of the providers' own packages take.
export async function openai(client: OpenAI, resolved: Resolved, rendered: Rendered): Promise<void> {
  const completion = await client.chat.completions.create(resolved.toOpenAI({ name: "Ann" }));
  expectTypeOf(completion).toExtend<OpenAI.Chat.ChatCompletion>();
  const stream = await client.chat.completions.create(resolved.toOpenAI({}, { stream: true }));
  for await (const chunk of stream) expectTypeOf(chunk).toEqualTypeOf<OpenAI.Chat.ChatCompletionChunk>();
  await client.chat.completions.create({ ...toOpenAI(rendered), user: "ann", stream: true });
  expectTypeOf<OpenAIRequest>().toExtend<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>();
  expectTypeOf<OpenAIStreamRequest>().toExtend<OpenAI.Chat.ChatCompletionCreateParamsStreaming>();
}

export async function anthropic(client: Anthropic, resolved: Resolved): Promise<void> {
  const message = await client.messages.create(resolved.toAnthropic({}, { mode: "lenient" }));
  expectTypeOf(message.content).toEqualTypeOf<Anthropic.ContentBlock[]>();
  const stream = await client.messages.create(resolved.toAnthropic(undefined, { stream: true }));
  for await (const event of stream) expectTypeOf(event).toEqualTypeOf<Anthropic.RawMessageStreamEvent>();
  client.messages.stream(resolved.toAnthropic());
  expectTypeOf<AnthropicRequest>().toExtend<MessageCreateParamsNonStreaming>();
  expectTypeOf<AnthropicStreamRequest>().toExtend<MessageCreateParamsStreaming>();
}

export async function aiSDK(resolved: Resolved): Promise<void> {
  const { text } = await generateText(resolved.toAISDK({ name: "Ann" }, { provider: "openai" }));
  expectTypeOf(text).toEqualTypeOf<string>();
  streamText({ ...resolved.toAISDK({}, { stream: true }), temperature: 0 });
  expectTypeOf<AISDKRequest>().toExtend<Parameters<typeof generateText>[0]>();
  expectTypeOf<AISDKRequest>().toExtend<Parameters<typeof streamText>[0]>();
}

export function options(resolved: Resolved): void {
  resolved.toOpenAI({}, { mode: "warn", onWarning: () => undefined, onUnsupported: () => undefined });
  // @ts-expect-error only Anthropic's API has versions
  resolved.toOpenAI({}, { apiVersion: "2023-06-01" });
  // @ts-expect-error there is no such version of the API
  resolved.toAnthropic({}, { apiVersion: "2024-01-01" });
  // @ts-expect-error the mode warn needs a function to tell
  resolved.toAISDK({}, { mode: "warn" });
}
