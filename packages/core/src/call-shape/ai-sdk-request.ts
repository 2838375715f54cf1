/** Settings for single providers, by their names, as the AI SDK passes them on. */
export interface AISDKProviderOptions {
  [provider: string]: { [option: string]: AISDKValue };
}

/** A JSON value. */
export type AISDKValue = null | string | number | boolean | AISDKValue[] | { [key: string]: AISDKValue };

/** Text in a message for the AI SDK. */
export interface AISDKText {
  type: "text";
  text: string;
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** An image in a message for the AI SDK. */
export interface AISDKImage {
  type: "image";
  /** An address, a `data:` URL, or base64. */
  image: string;
  /** Needed for base64. */
  mediaType?: string;
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** A call of a tool, which the model made. */
export interface AISDKToolCall {
  type: "tool-call";
  toolCallId: string;
  toolName: string;
  /** The arguments. */
  input: AISDKValue;
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** What a tool returned. */
export interface AISDKToolResult {
  type: "tool-result";
  toolCallId: string;
  toolName: string;
  output:
    | { type: "text" | "error-text"; value: string }
    | { type: "json" | "error-json"; value: AISDKValue }
    | {
        type: "content";
        value: (
          | { type: "text"; text: string }
          | { type: "image-url"; url: string }
          | { type: "image-data"; data: string; mediaType: string }
        )[];
      };
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** A system message for the AI SDK. */
export interface AISDKSystemMessage {
  role: "system";
  content: string;
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** A message for the AI SDK. */
export type AISDKMessage =
  | AISDKSystemMessage
  | { role: "user"; content: string | (AISDKText | AISDKImage)[]; providerOptions?: AISDKProviderOptions }
  | {
      role: "assistant";
      content: string | (AISDKText | AISDKToolCall)[];
      providerOptions?: AISDKProviderOptions;
    }
  | { role: "tool"; content: AISDKToolResult[]; providerOptions?: AISDKProviderOptions };

/** A JSON Schema as a Standard JSON Schema, which the AI SDK reads. It accepts any value: your tool checks its arguments. */
export interface AISDKSchema {
  "~standard": {
    version: 1;
    vendor: string;
    validate: (value: unknown) => { value: unknown };
    jsonSchema: {
      input: () => { [key: string]: unknown };
      output: () => { [key: string]: unknown };
    };
  };
}

/** A tool for the AI SDK. Add `execute`, or handle the calls yourself. */
export interface AISDKTool {
  description?: string;
  inputSchema: AISDKSchema;
  /** Whether arguments always follow the schema. */
  strict?: boolean;
  /** Settings for single providers. */
  providerOptions?: AISDKProviderOptions;
}

/** Has the AI SDK ask for JSON, and parse it. It does not check the answer against the schema. */
export interface AISDKOutput {
  name: string;
  responseFormat: Promise<{
    type: "json";
    schema?: { [key: string]: never };
    name?: string;
    description?: string;
  }>;
  /** Parses a whole answer. Throws `model-call-failed` for one that is not JSON. */
  parseCompleteOutput: (options: { text: string }) => Promise<unknown>;
  /** Parses what has come of an answer, once that is JSON. */
  parsePartialOutput: (options: { text: string }) => Promise<{ partial: unknown } | undefined>;
  /** There are no elements. */
  createElementStreamTransform: () => undefined;
}

/** Which tool the model calls. */
type AISDKToolChoice = "auto" | "none" | "required" | { type: "tool"; toolName: string };

/**
 * What `generateText` and `streamText` of `ai` 6 and 7 take. Parts that only the AI SDK knows, such as files, are passed on as they are written, although their types
 * are not listed here. All of it is JSON but the schemas of `tools`, and `output`.
 */
export interface AISDKRequest {
  /** The id of a model for the AI Gateway, or for your default provider. For another provider: `{ ...request, model: openai(request.model) }`. */
  model: string;
  /** The system messages before all others. */
  system?: string | AISDKSystemMessage[];
  /** The other rendered messages, in their order. */
  messages: AISDKMessage[];
  /** True if there are system messages after others. */
  allowSystemInMessages?: true;
  /** The version's `temperature`. */
  temperature?: number;
  /** The version's `topP`. */
  topP?: number;
  /** The version's `maxTokens`. */
  maxOutputTokens?: number;
  /** The version's `frequencyPenalty`. */
  frequencyPenalty?: number;
  /** The version's `presencePenalty`. */
  presencePenalty?: number;
  /** The version's `seed`. */
  seed?: number;
  /** The version's `stopWords`. */
  stopSequences?: string[];
  /** The version's `tools`, by name. */
  tools?: { [name: string]: AISDKTool };
  /** The version's `toolChoice`. */
  toolChoice?: AISDKToolChoice;
  /** For answers in JSON. Replace it by `Output.object` to have them checked. */
  output?: AISDKOutput;
  /** Settings for single providers, such as the version's `reasoningEffort` for OpenAI. */
  providerOptions?: AISDKProviderOptions;
}
