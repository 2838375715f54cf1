import type { RenderOptions } from "../template/render.ts";
import type { OptionRule, OptionRules } from "../validation/check-options.ts";
import { booleanRule } from "../validation/check-options.ts";

/** A field of a version that a provider's API has no place for. */
export interface UnsupportedField {
  /** Where it is in the rendered content, e.g. `seed` or `messages[2].content[0]`. */
  readonly field: string;
  /** Why it cannot be sent, and what to do about it. */
  readonly reason: string;
}

/** How a request for a model is made of a version. */
export interface ShapeOptions {
  /** What to use where the version has no value of its own. */
  readonly defaults?: {
    /** The model to call. */
    readonly model?: string;
    /** The highest number of tokens in the answer. */
    readonly maxTokens?: number;
  };
  /**
   * Whether your code reads the answer as a stream, whatever the version says. Without this option the answer is not streamed, and a version
   * that asks for a stream has an unsupported field.
   */
  readonly stream?: boolean;
  /**
   * Gets the fields that the provider has no place for. They are left out of the request, and listed in one call before the request is
   * returned; without them, there is no call. What the function throws is passed on. Default: the fields are an error, `unsupported-by-provider`.
   */
  readonly onUnsupported?: (fields: readonly UnsupportedField[]) => void;
}

/** The options of `toOpenAI`. */
export type OpenAIOptions = ShapeOptions;

/** The options of `toAnthropic`. */
export interface AnthropicOptions extends ShapeOptions {
  /**
   * The version of Anthropic's API that your client sends. `2026-10-21`, the default, is that of `@anthropic-ai/sdk` 1, and has no place for
   * `temperature` and `topP`. `2023-06-01`, that of 0.x, has; but only at the start a place for system messages.
   */
  readonly apiVersion?: "2026-10-21" | "2023-06-01";
}

/** The options of `toAISDK`. */
export interface AISDKOptions extends ShapeOptions {
  /**
   * Whose model is called. The AI SDK passes `reasoningEffort`, `verbosity` and `thinking` on to one provider only, in `providerOptions`. Without
   * this option they are unsupported fields.
   */
  readonly provider?: "openai" | "anthropic";
}

/** Options to render a prompt and to make a request of it. */
export type RenderAnd<Options> = RenderOptions & Options;

const defaultsRule: OptionRule = {
  isValid(value) {
    if (typeof value !== "object" || value === null) return false;
    const { model, maxTokens, ...others } = value as { readonly [name: string]: unknown };
    return (
      Object.keys(others).length === 0 &&
      (model === undefined || (typeof model === "string" && model !== "")) &&
      (maxTokens === undefined || (Number.isSafeInteger(maxTokens) && (maxTokens as number) >= 1))
    );
  },
  wanted: "{ model, maxTokens }, each optional: a name, and an integer of at least 1",
};

const SHARED: OptionRules<ShapeOptions> = {
  defaults: defaultsRule,
  stream: booleanRule,
  onUnsupported: { isValid: (value) => typeof value === "function", wanted: "a function" },
};

function oneOf(...values: readonly string[]): OptionRule {
  return {
    isValid: (value) => values.includes(value as string),
    wanted: values.map((value) => `"${value}"`).join(" or "),
  };
}

/** The rules of the options of each provider. */
export const SHAPE_OPTIONS: {
  readonly openai: OptionRules<OpenAIOptions>;
  readonly anthropic: OptionRules<AnthropicOptions>;
  readonly "ai-sdk": OptionRules<AISDKOptions>;
} = {
  openai: SHARED,
  anthropic: { ...SHARED, apiVersion: oneOf("2026-10-21", "2023-06-01") },
  "ai-sdk": { ...SHARED, provider: oneOf("openai", "anthropic") },
};

/** Takes options apart: those of a render, and those of a request. */
export function splitOptions<Options extends object>(
  options: RenderAnd<Options> | undefined,
  rules: OptionRules<Options>,
): readonly [render: RenderOptions | undefined, shape: Options | undefined] {
  if (typeof options !== "object" || options === null) return [options, undefined];
  const entries = Object.entries(options);
  const isOfShape = ([name]: readonly [string, unknown]): boolean => Object.hasOwn(rules, name);
  return [
    Object.fromEntries(entries.filter((entry) => !isOfShape(entry))) as RenderOptions,
    Object.fromEntries(entries.filter(isOfShape)) as Options,
  ];
}
