import { isLedgerError } from "@promptledger/core";
import * as z from "zod";
import { jsonBody } from "../../api/body/json-body.ts";
import { ledgerHttpError } from "../../api/errors/ledger-http-error.ts";
import type { Endpoint } from "../wire/call.ts";
import { ERRORS } from "../wire/errors.ts";
import { given } from "../wire/given.ts";
import { jsonObject } from "../wire/json-object.ts";

const testRequest = z.object({
  llmProvider: z.string().min(1),
  model: z.string().min(1),
  prompt: z.string(),
  promptVariables: jsonObject.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  topP: z.number().min(0).max(1).nullish(),
  maxTokens: z.int().min(0).nullish(),
  stopWords: z.array(z.string()).nullish(),
  response_format: z.enum(["text", "json"]).nullish(),
});

/** This body's names for the ledger's fields. */
const NAMES = new Map([
  ["integration", "llmProvider"],
  ["variables", "promptVariables"],
  ["responseFormat", "response_format"],
]);

/** `POST /api/prompts/test`: fills in a prompt's variables, has a model complete it, and answers its text. Stores nothing. */
export const testPrompt: Endpoint = async (call) => {
  const { llmProvider, model, prompt, promptVariables, ...options } = await jsonBody(call, testRequest);
  const { response_format: responseFormat, maxTokens, ...rest } = options;
  const input = {
    integration: llmProvider,
    model,
    prompt,
    variables: promptVariables ?? {},
    // As Orkes does, it leaves variables without a value as they are.
    mode: "lenient" as const,
    signal: call.request.signal,
    // 0 means the provider's own limit.
    ...given({ ...rest, responseFormat, maxTokens: maxTokens || null }),
  };
  const { text } = await call.ledger.integrations.test(input).catch((error: unknown) => {
    if (!isLedgerError(error, "invalid-input")) throw error;
    throw ledgerHttpError(error, { ...ERRORS, names: NAMES }) ?? error;
  });
  return new Response(text, { headers: { "content-type": "text/plain; charset=utf-8" } });
};
