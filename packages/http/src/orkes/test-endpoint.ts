import type { JsonObject } from "@promptledger/core";
import { z } from "zod";
import { text } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf } from "./call.ts";

const testRequest = z.object({
  llmProvider: z.string().min(1),
  model: z.string().min(1),
  prompt: z.string(),
  promptVariables: z
    .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
      error: "expected an object",
    })
    .nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  topP: z.number().min(0).max(1).nullish(),
  maxTokens: z.int().min(0).nullish(),
  stopWords: z.array(z.string()).nullish(),
  response_format: z.enum(["text", "json"]).nullish(),
});

/** `POST /api/prompts/test`: fills a prompt's variables in, has a model complete it, and answers what that said; nothing is stored. */
export const testPrompt: Endpoint = async (call) => {
  const { llmProvider, model, prompt, promptVariables, ...body } = await bodyOf(call, testRequest);
  const { temperature, topP, maxTokens, stopWords, response_format: responseFormat } = body;
  const answer = await call.ledger.integrations.test({
    integration: llmProvider,
    model,
    prompt,
    variables: promptVariables ?? {},
    signal: call.request.signal,
    ...(typeof temperature === "number" ? { temperature } : {}),
    ...(typeof topP === "number" ? { topP } : {}),
    // 0 is the provider's own limit.
    ...(maxTokens ? { maxTokens } : {}),
    ...(stopWords ? { stopWords } : {}),
    ...(responseFormat ? { responseFormat } : {}),
  });
  return text(answer.text);
};
