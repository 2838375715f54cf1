/** A part of a message for OpenAI's API. */
export type OpenAIPart = OpenAITextPart | OpenAIImagePart;

/** Text in a message. */
export interface OpenAITextPart {
  type: "text";
  text: string;
}

/** An image in a message. */
export interface OpenAIImagePart {
  type: "image_url";
  image_url: {
    /** An https address, or a `data:` URL with base64. */
    url: string;
    /** How closely the model looks. */
    detail?: "auto" | "low" | "high";
  };
}

/** A call of a tool, which the model made. */
export interface OpenAIToolCall {
  id: string;
  type: "function";
  function: {
    name: string;
    /** JSON text. */
    arguments: string;
  };
}

/** A message for OpenAI's API. */
export type OpenAIMessage =
  | { role: "system" | "developer"; content: string | OpenAITextPart[]; name?: string }
  | { role: "user"; content: string | OpenAIPart[]; name?: string }
  | {
      role: "assistant";
      /** Absent where the model only called tools. */
      content?: string | OpenAITextPart[];
      name?: string;
      tool_calls?: OpenAIToolCall[];
    }
  | { role: "tool"; tool_call_id: string; content: string | OpenAITextPart[] };

/** A tool for OpenAI's API. */
export interface OpenAITool {
  type: "function";
  function: {
    name: string;
    description?: string;
    /** The JSON Schema of the arguments. */
    parameters?: { [key: string]: unknown };
    /** Whether arguments always follow the schema. */
    strict?: boolean;
  };
}

/** The format of the answer for OpenAI's API. */
export type OpenAIResponseFormat =
  | { type: "text" }
  | { type: "json_object" }
  | {
      type: "json_schema";
      json_schema: {
        name: string;
        description?: string;
        schema: { [key: string]: unknown };
        /** Whether the answer always follows the schema. */
        strict?: boolean;
      };
    };

/** Which tool the model calls. */
type OpenAIToolChoice = "auto" | "none" | "required" | { type: "function"; function: { name: string } };

/**
 * What `openai.chat.completions.create` takes. Parts and tools that only OpenAI's API knows, such as audio and files, are passed on as they are written, although their
 * types are not listed here.
 */
export interface OpenAIRequest {
  /** The version's `model`, or that of `defaults`. */
  model: string;
  /** The rendered messages, in their order. */
  messages: OpenAIMessage[];
  /** The version's `temperature`. */
  temperature?: number;
  /** The version's `topP`. */
  top_p?: number;
  /** For servers that know only the older name: `{ ...request, max_tokens: request.max_completion_tokens }`. */
  max_completion_tokens?: number;
  /** The version's `frequencyPenalty`. */
  frequency_penalty?: number;
  /** The version's `presencePenalty`. */
  presence_penalty?: number;
  /** The version's `seed`. */
  seed?: number;
  /** The version's `stopWords`. */
  stop?: string[];
  /** Any text that the version has, which the API checks. */
  reasoning_effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";
  /** Any text that the version has, which the API checks. */
  verbosity?: "low" | "medium" | "high";
  /** The version's `tools`. */
  tools?: OpenAITool[];
  /** The version's `toolChoice`. */
  tool_choice?: OpenAIToolChoice;
  /** Whether the model may call several tools at once, where `toolChoice` says so. */
  parallel_tool_calls?: boolean;
  /** The version's `responseFormat` or `jsonSchema`. */
  response_format?: OpenAIResponseFormat;
  /** Never `true` here: see {@link OpenAIStreamRequest}. */
  stream?: false;
}

/** What `openai.chat.completions.create` takes to answer with a stream. */
export type OpenAIStreamRequest = Omit<OpenAIRequest, "stream"> & {
  /** Asks for the answer as it comes. */
  stream: true;
};
