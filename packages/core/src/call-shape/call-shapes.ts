import type { Rendered, RenderOptions } from "../template/render.ts";
import type { JsonObject } from "../validation/json.ts";
import type { AISDKRequest } from "./ai-sdk-request.ts";
import type { AnthropicRequest, AnthropicStreamRequest } from "./anthropic-request.ts";
import type { OpenAIRequest, OpenAIStreamRequest } from "./openai-request.ts";
import type { AISDKOptions, AnthropicOptions, OpenAIOptions, RenderAnd } from "./shape-options.ts";
import { SHAPE_OPTIONS, splitOptions } from "./shape-options.ts";
import { toAISDK } from "./to-ai-sdk.ts";
import { toAnthropic } from "./to-anthropic.ts";
import { toOpenAI } from "./to-openai.ts";

/** What a render with further options is called with. The values may be left out where none is required. */
type ShapeArguments<Values extends JsonObject, Options> =
  Record<never, never> extends Values
    ? [values?: Values, options?: RenderAnd<Options>]
    : [values: Values, options?: RenderAnd<Options>];

/**
 * A prompt that can be rendered, as a request for a model. A class, so that all of them share the methods of its prototype. What the methods return is the caller's
 * own, and may be changed.
 */
export abstract class CallShapes<Values extends JsonObject = JsonObject> {
  /** Replaces variables by values. */
  abstract readonly render: (values?: JsonObject, options?: RenderOptions) => Rendered;

  /** Renders, and makes what `openai.chat.completions.create` takes, to answer with a stream. */
  toOpenAI(
    values: Values | undefined,
    options: RenderAnd<OpenAIOptions> & { readonly stream: true },
  ): OpenAIStreamRequest;
  /**
   * Renders, and makes what `openai.chat.completions.create` takes. Throws what `render` throws, and `unsupported-by-provider`, which lists all that
   * OpenAI's API has no place for, or needs.
   */
  toOpenAI(...given: ShapeArguments<Values, OpenAIOptions>): OpenAIRequest;
  toOpenAI(values?: JsonObject, options?: RenderAnd<OpenAIOptions>): OpenAIRequest | OpenAIStreamRequest {
    const [render, shape] = splitOptions(options, SHAPE_OPTIONS.openai);
    return toOpenAI(this.render(values, render), shape);
  }

  /** Renders, and makes what `anthropic.messages.create` takes, to answer with a stream. */
  toAnthropic(
    values: Values | undefined,
    options: RenderAnd<AnthropicOptions> & { readonly stream: true },
  ): AnthropicStreamRequest;
  /**
   * Renders, and makes what `anthropic.messages.create` takes. Throws what `render` throws, and `unsupported-by-provider`, which lists all that
   * Anthropic's API has no place for, or needs: it needs `maxTokens`.
   */
  toAnthropic(...given: ShapeArguments<Values, AnthropicOptions>): AnthropicRequest;
  toAnthropic(
    values?: JsonObject,
    options?: RenderAnd<AnthropicOptions>,
  ): AnthropicRequest | AnthropicStreamRequest {
    const [render, shape] = splitOptions(options, SHAPE_OPTIONS.anthropic);
    return toAnthropic(this.render(values, render), shape);
  }

  /**
   * Renders, and makes what `generateText` and `streamText` of the AI SDK take. Throws what `render` throws, and `unsupported-by-provider`, which lists all
   * that the AI SDK has no place for, or needs.
   */
  toAISDK(...[values, options]: ShapeArguments<Values, AISDKOptions>): AISDKRequest {
    const [render, shape] = splitOptions(options, SHAPE_OPTIONS["ai-sdk"]);
    return toAISDK(this.render(values, render), shape);
  }
}
