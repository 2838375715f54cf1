import type { JsonObject } from "../validation/json.ts";
import type { Signal } from "./clock.ts";

/**
 * A call of a model. The configurations contain opened secrets. Send them only to the provider, at the address in the provider's own
 * configuration, and never log them.
 */
export interface ModelCall {
  /** The integration that is called. */
  readonly provider: {
    /** The integration's name. */
    readonly name: string;
    /** The type of the provider, e.g. `openai`. */
    readonly type: string;
    /** What the provider is for, e.g. `AI_MODEL`. */
    readonly category: string;
    /** Its settings, e.g. the address and the key of its API. Secrets are opened. */
    readonly configuration: JsonObject;
  };
  /** The model of that provider. */
  readonly model: {
    /** As the provider's API names it. */
    readonly name: string;
    /** The settings of this model, beside those of the provider. Secrets are opened. */
    readonly configuration: JsonObject;
  };
  /** At least one, in order. Variables are replaced already. */
  readonly messages: readonly (JsonObject & {
    /** Who speaks, such as `system`, `user` or `assistant`. */
    readonly role: string;
  })[];
  /** 0 to 2. Default: that of the provider. */
  readonly temperature?: number;
  /** 0 to 1. Default: that of the provider. */
  readonly topP?: number;
  /** The highest number of tokens in the answer. Default: that of the provider. */
  readonly maxTokens?: number;
  /** Texts that end the answer. Up to 100, of up to 1,000 characters each. Default: none. */
  readonly stopWords?: readonly string[];
  /** Default: `text`. */
  readonly responseFormat?: "text" | "json";
  /** Cancels the call. */
  readonly signal?: Signal;
}

/** Calls models. */
export interface Models {
  /** Returns the answer of the model. Throws `model-call-failed` if it refuses, takes too long or answers too much. */
  complete(call: ModelCall): Promise<{
    /** The whole answer as one text. */
    readonly text: string;
  }>;
}
