import type { Rendered } from "../template/render.ts";
import { checkOptions } from "../validation/check-options.ts";
import { fresh } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import { leftOut } from "./left-out.ts";
import { openAIMessages } from "./openai-messages.ts";
import type {
  OpenAIRequest,
  OpenAIResponseFormat,
  OpenAIStreamRequest,
  OpenAITool,
} from "./openai-request.ts";
import { readFormat } from "./read-format.ts";
import { readTools, toolChoiceOf } from "./read-tools.ts";
import { readTurns } from "./read-turns.ts";
import { filledList, maxTokensOf, modelOf, noteFields, noteOtherModels, streamOf } from "./settings.ts";
import type { OpenAIOptions } from "./shape-options.ts";
import { SHAPE_OPTIONS } from "./shape-options.ts";

/** Makes what `openai.chat.completions.create` takes, to answer with a stream. */
export function toOpenAI(
  rendered: Rendered,
  options: OpenAIOptions & { readonly stream: true },
): OpenAIStreamRequest;
/**
 * Makes what `openai.chat.completions.create` takes of a rendered prompt. The request is JSON, and the caller's own: changing it changes nothing else. Throws
 * `unsupported-by-provider`, which lists every field that OpenAI's API has no place for, or that it needs.
 */
export function toOpenAI(rendered: Rendered, options?: OpenAIOptions): OpenAIRequest;
export function toOpenAI(
  rendered: Rendered,
  options: OpenAIOptions = {},
): OpenAIRequest | OpenAIStreamRequest {
  checkOptions(options, SHAPE_OPTIONS.openai);
  const notes = leftOut("openai");
  const { temperature, topP, frequencyPenalty, presencePenalty, seed } = rendered;
  noteFields(rendered, ["thinking"], notes, "OpenAI's API takes reasoningEffort");
  noteOtherModels(rendered, notes);
  const request = {
    model: modelOf(rendered, options, notes),
    messages: openAIMessages(readTurns(rendered.messages, notes), notes),
    temperature,
    top_p: topP,
    max_completion_tokens: maxTokensOf(rendered, options),
    frequency_penalty: frequencyPenalty,
    presence_penalty: presencePenalty,
    seed,
    stop: filledList(rendered.stopWords),
    reasoning_effort: rendered.reasoningEffort,
    verbosity: rendered.verbosity,
    tools: tools(rendered, notes),
    ...toolChoice(rendered, notes),
    response_format: responseFormat(rendered, notes),
    stream: streamOf(rendered, options, notes),
  };
  notes.settle(options);
  return fresh(request) as OpenAIRequest;
}

function tools({ tools: given = [] }: Rendered, notes: LeftOut): OpenAITool[] | undefined {
  const read = readTools(given).flatMap((tool): OpenAITool[] => {
    // The API checks its own form.
    if (tool.type === "other" && tool.value["type"] === "custom" && tool.value["custom"] !== undefined)
      return [tool.value as unknown as OpenAITool];
    if (tool.type === "other") {
      notes.note(tool.path);
      return [];
    }
    const { name, description, schema, strict, rest, path } = tool;
    notes.noteRest(path, rest);
    return [
      {
        type: "function",
        function: { name, description, parameters: schema, strict } as OpenAITool["function"],
      },
    ];
  });
  return read.length === 0 ? undefined : read;
}

function toolChoice(rendered: Rendered, notes: LeftOut): object {
  const { toolChoice: given } = rendered;
  // The API checks its own forms.
  if (typeof given === "object" && ["allowed_tools", "custom"].includes(String(given["type"])))
    return { tool_choice: given };
  const read = toolChoiceOf(rendered, notes);
  if (read === undefined) return {};
  const { choice, parallel } = read;
  return {
    tool_choice: typeof choice === "string" ? choice : { type: "function", function: { name: choice.tool } },
    parallel_tool_calls: parallel,
  };
}

function responseFormat(rendered: Rendered, notes: LeftOut): OpenAIResponseFormat | undefined {
  const format = readFormat(rendered, notes);
  if (format === undefined || format.type === "text") return format;
  if (format.type === "json") return { type: "json_object" };
  const { name, description, schema, strict } = format;
  return {
    type: "json_schema",
    json_schema: { name, description, schema, strict } as { name: string; schema: typeof schema },
  };
}
