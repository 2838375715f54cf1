import type { JsonObject } from "@promptledger/core";
import { isLedgerError } from "@promptledger/core";
import { z } from "zod";
import { text } from "./answer.ts";
import type { Endpoint } from "./call.ts";
import { bodyOf } from "./call.ts";
import { invalidInput } from "./refusal.ts";
import { wireName } from "./wire-name.ts";

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

/** The ledger's names of what is called otherwise in this body. */
const NAMES = { integration: "llmProvider", variables: "promptVariables", responseFormat: "response_format" };

/** `POST /api/prompts/test`: fills a prompt's variables in, has a model complete it, and answers what that said; nothing is stored. */
export const testPrompt: Endpoint = async (call) => {
  const { llmProvider, model, prompt, promptVariables, ...body } = await bodyOf(call, testRequest);
  const { temperature, topP, maxTokens, stopWords, response_format: responseFormat } = body;
  const input = {
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
  };
  const answer = await call.ledger.integrations.test(input).catch((error: unknown) => {
    throw isLedgerError(error, "invalid-input")
      ? invalidInput(error, (field) => wireName(field, NAMES))
      : error;
  });
  return text(answer.text);
};
