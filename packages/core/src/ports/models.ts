import type { JsonObject } from "../validation/json.ts";
import type { Signal } from "./clock.ts";

/**
 * A call of a model. The configurations contain opened secrets. Send them only to the provider, at the address in the provider's own
 * configuration, and never log them.
 */
export interface ModelCall {
  readonly provider: {
    readonly name: string;
    /** The type of the provider, e.g. `openai`. */
    readonly type: string;
    readonly category: string;
    readonly configuration: JsonObject;
  };
  readonly model: { readonly name: string; readonly configuration: JsonObject };
  readonly messages: readonly (JsonObject & { readonly role: string })[];
  readonly temperature?: number;
  readonly topP?: number;
  /** The highest number of tokens in the answer. Default: that of the provider. */
  readonly maxTokens?: number;
  readonly stopWords?: readonly string[];
  /** Default: `text`. */
  readonly responseFormat?: "text" | "json";
  /** Cancels the call. */
  readonly signal?: Signal;
}

/** Calls models. */
export interface Models {
  /** Returns the answer of the model. Throws `model-call-failed` if it refuses, takes too long or answers too much. */
  complete(call: ModelCall): Promise<{ readonly text: string }>;
}
