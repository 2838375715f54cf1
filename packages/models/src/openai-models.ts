import type { ModelCall, Models } from "@promptledger/core";
import OpenAI from "openai";
import { answerText } from "./answer-text.ts";
import { limitedFetch } from "./limited-fetch.ts";
import { failure } from "./model-failure.ts";
import { endpointOf } from "./provider-settings.ts";

/** How models are called. */
export interface OpenAiModelsOptions {
  /** The time limit for a call, including its whole answer, in milliseconds. Default: 60,000. */
  readonly timeout?: number;
  /** The highest number of bytes in an answer. Default: 1 MiB. */
  readonly maximumBytes?: number;
  /** Decides which endpoints may be called. The default allows all. If users may add providers, refuse addresses in your own network. */
  readonly allows?: (endpoint: URL) => boolean;
}

/**
 * Calls models at OpenAI-compatible endpoints. The configuration of a provider has `api_key`, and `endpoint` if it is not OpenAI itself. A
 * call is never repeated automatically. Throws `model-call-failed`; its message never contains the key.
 */
export function openAiModels(options: OpenAiModelsOptions = {}): Models {
  const { timeout = 60_000, maximumBytes = 1_048_576, allows = () => true } = options;
  return {
    async complete(call) {
      const { endpoint, apiKey } = endpointOf(call.provider, allows);
      const client = new OpenAI({
        apiKey,
        baseURL: endpoint,
        maxRetries: 0,
        timeout,
        // Otherwise the library would read the environment of the process, which belongs to no tenant.
        organization: null,
        project: null,
        logLevel: "off",
        fetch: limitedFetch(maximumBytes),
      });
      // The library's own time limit ends with the headers of the answer.
      const late = AbortSignal.timeout(timeout);
      try {
        const completion = await client.chat.completions.create(requestOf(call), {
          signal: AbortSignal.any([late, abortSignal(call.signal)]),
        });
        return { text: answerText(completion) };
      } catch (error) {
        throw failure(error, { name: call.provider.name, apiKey, timeout, late: late.aborted });
      }
    },
  };
}

function requestOf(call: ModelCall): OpenAI.Chat.ChatCompletionCreateParamsNonStreaming {
  const { provider, model, messages, temperature, topP, maxTokens, stopWords, responseFormat } = call;
  // OpenAI's newer models accept only the longer name, and no other provider knows it.
  const limit = provider.type.toLowerCase() === "openai" ? "max_completion_tokens" : "max_tokens";
  return {
    model: model.name,
    // The messages of a prompt are what its author wrote. The endpoint validates them.
    messages: messages as unknown as OpenAI.Chat.ChatCompletionMessageParam[],
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxTokens === undefined ? {} : { [limit]: maxTokens }),
    ...(stopWords === undefined || stopWords.length === 0 ? {} : { stop: [...stopWords] }),
    ...(responseFormat === "json" ? { response_format: { type: "json_object" } } : {}),
  };
}

/** The caller's signal as the runtime's own. */
function abortSignal(signal: ModelCall["signal"]): AbortSignal {
  const controller = new AbortController();
  if (signal?.aborted) controller.abort();
  else signal?.addEventListener("abort", () => controller.abort());
  return controller.signal;
}
