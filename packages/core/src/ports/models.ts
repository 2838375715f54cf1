import type { JsonObject } from "../validation/json.ts";
import type { Signal } from "./clock.ts";

/** A call of a model. The configurations hold secrets in the clear: they go to the provider, and into no log. */
export interface ModelCall {
  readonly provider: {
    readonly name: string;
    /** What it is, e.g. `openai`. */
    readonly type: string;
    readonly category: string;
    readonly configuration: JsonObject;
  };
  readonly model: { readonly name: string; readonly configuration: JsonObject };
  readonly messages: readonly (JsonObject & { readonly role: string })[];
  readonly temperature?: number;
  readonly topP?: number;
  /** The most tokens to answer with. Default: the provider's. */
  readonly maxTokens?: number;
  readonly stopWords?: readonly string[];
  /** Default: `text`. */
  readonly responseFormat?: "text" | "json";
  /** Gives the call up. */
  readonly signal?: Signal;
}

/** Calls models. */
export interface Models {
  /** What the model answers. Throws `model-call-failed` where it refuses, takes too long or answers too much. */
  complete(call: ModelCall): Promise<{ readonly text: string }>;
}
