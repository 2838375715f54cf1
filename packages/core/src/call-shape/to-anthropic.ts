import type { Rendered } from "../template/render.ts";
import { checkOptions } from "../validation/check-options.ts";
import type { JsonObject } from "../validation/json.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import type {
  AnthropicRequest,
  AnthropicStreamRequest,
  AnthropicTool,
  AnthropicToolChoice,
} from "./anthropic-request.ts";
import { fresh, kept } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import { leftOut } from "./left-out.ts";
import { readFormat } from "./read-format.ts";
import { readTools, toolChoiceOf } from "./read-tools.ts";
import { readTurns } from "./read-turns.ts";
import { filledList, maxTokensOf, modelOf, noteFields, noteOtherModels, streamOf } from "./settings.ts";
import type { AnthropicOptions } from "./shape-options.ts";
import { SHAPE_OPTIONS } from "./shape-options.ts";

/** Makes what `anthropic.messages.create` takes, to answer with a stream. */
export function toAnthropic(
  rendered: Rendered,
  options: AnthropicOptions & { readonly stream: true },
): AnthropicStreamRequest;
/**
 * Makes what `anthropic.messages.create` takes of a rendered prompt. The request is JSON, and the caller's own: changing it changes nothing else. Throws
 * `unsupported-by-provider`, which lists every field that Anthropic's API has no place for, or that it needs: it needs `maxTokens`.
 */
export function toAnthropic(rendered: Rendered, options?: AnthropicOptions): AnthropicRequest;
export function toAnthropic(
  rendered: Rendered,
  options: AnthropicOptions = {},
): AnthropicRequest | AnthropicStreamRequest {
  checkOptions(options, SHAPE_OPTIONS.anthropic);
  const notes = leftOut("anthropic");
  const isOld = options.apiVersion === "2023-06-01";
  noteFields(rendered, ["frequencyPenalty", "presencePenalty", "seed", "verbosity"], notes);
  if (!isOld) {
    const reason =
      'Anthropic\'s API has no place for it since 2026-10-21: pass apiVersion: "2023-06-01" if your client sends that';
    noteFields(rendered, ["temperature", "topP"], notes, reason);
  }
  noteOtherModels(rendered, notes);
  const maxTokens = maxTokensOf(rendered, options);
  if (maxTokens === undefined) notes.need("maxTokens");
  const request = {
    model: modelOf(rendered, options, notes),
    max_tokens: maxTokens,
    ...anthropicMessages(readTurns(rendered.messages, notes), !isOld, notes),
    ...(isOld ? { temperature: rendered.temperature, top_p: rendered.topP } : {}),
    stop_sequences: filledList(rendered.stopWords),
    thinking: thinking(rendered, notes),
    tools: tools(rendered, notes),
    tool_choice: toolChoice(rendered, notes),
    output_config: outputConfig(rendered, notes),
    stream: streamOf(rendered, options, notes),
  };
  notes.settle(options);
  return fresh(request) as AnthropicRequest;
}

function thinking({ thinking: given }: Rendered, notes: LeftOut): AnthropicRequest["thinking"] {
  // The API checks the rest.
  if (typeof given?.["type"] === "string") return given as unknown as AnthropicRequest["thinking"];
  if (given === undefined) return undefined;
  notes.note("thinking", "it must have a type, such as adaptive or enabled");
  return undefined;
}

/** What a tool may have beside its name, description and schema. */
const OWN_FIELDS = [
  "cache_control",
  "allowed_callers",
  "defer_loading",
  "eager_input_streaming",
  "input_examples",
];

function tools({ tools: given = [] }: Rendered, notes: LeftOut): AnthropicTool[] | undefined {
  const read = readTools(given).flatMap((tool): AnthropicTool[] => {
    if (tool.type === "other") {
      // The tools that the API itself runs have a type with a date. It checks them.
      if (/_\d{8}$/u.test(String(tool.value["type"]))) return [tool.value as unknown as AnthropicTool];
      notes.note(tool.path);
      return [];
    }
    const { name, description, schema, strict, rest, path } = tool;
    const type = schema?.["type"] ?? "object";
    if (type !== "object") {
      notes.note(path, "the schema of a tool's arguments must have the type object");
      return [];
    }
    notes.noteRest(path, rest, OWN_FIELDS);
    const known = { name, description, input_schema: { ...schema, type }, strict };
    return [{ ...known, ...kept(rest, OWN_FIELDS) } as AnthropicTool];
  });
  return read.length === 0 ? undefined : read;
}

function toolChoice(rendered: Rendered, notes: LeftOut): AnthropicToolChoice | undefined {
  const read = toolChoiceOf(rendered, notes);
  if (read === undefined) return undefined;
  const { choice, parallel } = read;
  if (choice === "none") {
    if (parallel === false) notes.note("toolChoice.disable_parallel_tool_use");
    return { type: "none" };
  }
  const disabled = parallel === undefined ? {} : { disable_parallel_tool_use: !parallel };
  if (typeof choice === "object") return { type: "tool", name: choice.tool, ...disabled };
  return { type: choice === "required" ? "any" : "auto", ...disabled };
}

function outputConfig(rendered: Rendered, notes: LeftOut): JsonObject | undefined {
  const effort = rendered.reasoningEffort;
  const format = readFormat(rendered, notes);
  if (format?.type === "json")
    notes.note("responseFormat", "Anthropic's API needs a JSON Schema for JSON: set jsonSchema");
  if (format?.type === "schema" && format.description !== undefined) notes.note(`${format.path}.description`);
  const schema = format?.type === "schema" ? format.schema : undefined;
  if (schema === undefined) return effort === undefined ? undefined : { effort };
  return { ...(effort === undefined ? {} : { effort }), format: { type: "json_schema", schema } };
}
