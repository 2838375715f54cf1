/** A text in a message for Anthropic's API. */
export interface AnthropicText {
  type: "text";
  text: string;
  /** Where a prefix ends that the API may keep. */
  cache_control?: AnthropicCacheControl;
}

/** How long the API keeps a prefix. */
export interface AnthropicCacheControl {
  type: "ephemeral";
  ttl?: "5m" | "1h";
}

/** An image in a message for Anthropic's API. */
export interface AnthropicImage {
  type: "image";
  source:
    | { type: "url"; url: string }
    | {
        type: "base64";
        media_type: "image/jpeg" | "image/png" | "image/gif" | "image/webp";
        data: string;
      };
  /** Where a prefix ends that the API may keep. */
  cache_control?: AnthropicCacheControl;
}

/** A call of a tool, which the model made. */
export interface AnthropicToolUse {
  type: "tool_use";
  id: string;
  name: string;
  /** The arguments: an object. */
  input: { [key: string]: unknown };
  /** Where a prefix ends that the API may keep. */
  cache_control?: AnthropicCacheControl;
}

/** What a tool returned. */
export interface AnthropicToolResult {
  type: "tool_result";
  tool_use_id: string;
  content: string | (AnthropicText | AnthropicImage)[];
  /** Whether the call failed. */
  is_error?: true;
  /** Where a prefix ends that the API may keep. */
  cache_control?: AnthropicCacheControl;
}

/** A part of a message for Anthropic's API. */
export type AnthropicBlock = AnthropicText | AnthropicImage | AnthropicToolUse | AnthropicToolResult;

/** A message for Anthropic's API. */
export type AnthropicMessage =
  | { role: "user" | "assistant"; content: string | AnthropicBlock[] }
  | { role: "system"; content: string | AnthropicText[] };

/** A tool for Anthropic's API. */
export interface AnthropicTool {
  name: string;
  description?: string;
  /** The JSON Schema of the arguments. */
  input_schema: { type: "object"; [key: string]: unknown };
  /** Whether arguments always follow the schema. */
  strict?: boolean;
  /** Where a prefix ends that the API may keep. */
  cache_control?: AnthropicCacheControl;
}

/** Which tool the model calls. */
export type AnthropicToolChoice =
  | { type: "auto" | "any"; disable_parallel_tool_use?: boolean }
  | { type: "tool"; name: string; disable_parallel_tool_use?: boolean }
  | { type: "none" };

/** Whether the model thinks before it answers, and how much. */
type AnthropicThinking =
  | { type: "enabled"; budget_tokens: number }
  | { type: "adaptive" }
  | { type: "disabled" };

/** The form of the answer. */
interface AnthropicFormat {
  type: "json_schema";
  schema: { [key: string]: unknown };
}

/**
 * What `anthropic.messages.create` takes. Blocks and tools that only Anthropic's API knows, such as documents and thinking, are passed on as they are written, although their
 * types are not listed here.
 */
export interface AnthropicRequest {
  /** The version's `model`, or that of `defaults`. */
  model: string;
  /** The version's `maxTokens`, or that of `defaults`: the API needs it. */
  max_tokens: number;
  /** The system messages before all others: a text, or a block for each part. */
  system?: string | AnthropicText[];
  /** The other rendered messages, in their order. */
  messages: AnthropicMessage[];
  /** Only for `apiVersion: "2023-06-01"`. */
  temperature?: number;
  /** Only for `apiVersion: "2023-06-01"`. */
  top_p?: number;
  /** The version's `stopWords`. */
  stop_sequences?: string[];
  /** In the form of the API, which checks it. */
  thinking?: AnthropicThinking;
  /** The version's `tools`. */
  tools?: AnthropicTool[];
  /** The version's `toolChoice`. */
  tool_choice?: AnthropicToolChoice;
  /** The version's `reasoningEffort` and schema of the answer. */
  output_config?: {
    /** Any text that the version has, which the API checks. */
    effort?: "low" | "medium" | "high" | "xhigh" | "max";
    /** The schema that the answer always follows. */
    format?: AnthropicFormat;
  };
  /** Never `true` here: see {@link AnthropicStreamRequest}. */
  stream?: false;
}

/** What `anthropic.messages.create` takes to answer with a stream. */
export type AnthropicStreamRequest = Omit<AnthropicRequest, "stream"> & {
  /** Asks for the answer as it comes. */
  stream: true;
};
