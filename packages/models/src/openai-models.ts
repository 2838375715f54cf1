import type { ModelCall, Models } from "@promptledger/core";
import OpenAI from "openai";
import { answerText } from "./answer-text.ts";
import { limitedFetch } from "./limited-fetch.ts";
import { failure } from "./model-failure.ts";
import { endpointOf } from "./provider-settings.ts";

/** How models are called. */
export interface OpenAiModelsOptions {
  /** After how many milliseconds a call is given up, its answer's last byte counted. Default: 60,000. */
  readonly timeout?: number;
  /** How many bytes an answer may have. Default: 1 MiB. */
  readonly maximumBytes?: number;
  /** Which endpoints may be called; the default allows all. For servers whose users may add providers: refuse addresses of your own network. */
  readonly allows?: (endpoint: URL) => boolean;
}

/**
 * Calls models at OpenAI-compatible endpoints. A provider's configuration has `api_key`, and `endpoint` where it is not OpenAI itself. A
 * call is made once: whoever asked may ask again. Throws `model-call-failed`, whose message never holds the key.
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
        // Otherwise the library would read the environment of the process, which is no tenant's.
        organization: null,
        project: null,
        logLevel: "off",
        fetch: limitedFetch(maximumBytes),
      });
      // The library's own time ends with an answer's headers.
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
  // OpenAI's newer models take the longer name alone, and nobody else knows it.
  const limit = provider.type.toLowerCase() === "openai" ? "max_completion_tokens" : "max_tokens";
  return {
    model: model.name,
    // A prompt's messages are what their author wrote; the endpoint judges them.
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
