import { lookup as systemLookup } from "node:dns";
import type { ModelCall, Models, OptionRule, OptionRules } from "@promptledger/core";
import { booleanRule, checkOptions } from "@promptledger/core";
import OpenAI from "openai";
import { answerText } from "./answer-text.ts";
import type { LookupAll } from "./checked-lookup.ts";
import { limitedFetch } from "./limited-fetch.ts";
import { failure } from "./model-failure.ts";
import { pinnedFetch } from "./pinned-fetch.ts";
import { endpointOf } from "./provider-settings.ts";
import { isPublicAddress } from "./public-address.ts";

/** How models are called. */
export interface OpenAiModelsOptions {
  /** The time limit for a call, including its whole answer, in milliseconds. Default: 60,000. */
  readonly timeout?: number;
  /** The highest number of bytes in an answer. Default: 1 MiB. */
  readonly maximumBytes?: number;
  /**
   * Whether endpoints may be at addresses that are not public: loopback, private, link-local, multicast, unspecified and reserved ones, also where
   * they are written as IPv6. Anyone who may add a provider could then call servers in your own network. Default: false.
   */
  readonly allowPrivateAddresses?: boolean;
  /** Decides which other endpoints may be called, by their URLs. If it throws, the endpoint is refused. Default: all. */
  readonly allows?: (endpoint: URL) => boolean;
  /** Resolves the names of endpoints. What it finds is checked, and then called. Default: `lookup` of `node:dns`. */
  readonly lookup?: LookupAll;
}

const functionRule: OptionRule = { isValid: (value) => typeof value === "function", wanted: "a function" };

/** A whole number that the timers of JavaScript take too: they end at once for a longer time. */
function upTo(maximum: number, unit: string): OptionRule {
  return {
    isValid: (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= maximum,
    wanted: `an integer of at least 1 and at most ${maximum}, in ${unit}`,
  };
}

const OPTIONS: OptionRules<OpenAiModelsOptions> = {
  timeout: upTo(2_147_483_647, "milliseconds"),
  maximumBytes: upTo(Number.MAX_SAFE_INTEGER, "bytes"),
  allowPrivateAddresses: booleanRule,
  allows: functionRule,
  lookup: functionRule,
};

/**
 * Calls models at OpenAI-compatible endpoints. The configuration of a provider has `api_key`, and `endpoint` if it is not OpenAI itself. A
 * call is never repeated automatically, and no redirect is followed. The addresses of an endpoint are checked after its name was resolved, and
 * the call goes to those addresses. Throws `model-call-failed`; its message contains neither the key nor any text of the answer, only the status
 * and the code of an error. Options that are unknown or of the wrong type are refused with `invalid-input`.
 */
export function openAiModels(options: OpenAiModelsOptions = {}): Models {
  checkOptions(options, OPTIONS);
  const { timeout = 60_000, maximumBytes = 1_048_576, allows = () => true, lookup = systemLookup } = options;
  const isAllowed = options.allowPrivateAddresses === true ? () => true : isPublicAddress;
  const checkedFetch = limitedFetch(maximumBytes, pinnedFetch({ lookup, isAllowed }));
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
        fetch: checkedFetch,
      });
      // The library's own time limit ends with the headers of the answer.
      const late = AbortSignal.timeout(timeout);
      try {
        const completion = await client.chat.completions.create(requestOf(call), {
          signal: AbortSignal.any([late, abortSignal(call.signal)]),
        });
        return { text: answerText(completion) };
      } catch (error) {
        throw failure(error, { name: call.provider.name, timeout, late: late.aborted });
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
