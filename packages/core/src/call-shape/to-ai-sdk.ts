import type { Rendered } from "../template/render.ts";
import { checkOptions } from "../validation/check-options.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { aiSDKMessages, providerOptions } from "./ai-sdk-messages.ts";
import type { AISDKOutput, AISDKRequest, AISDKTool } from "./ai-sdk-request.ts";
import { jsonOutput, standardSchema } from "./ai-sdk-schema.ts";
import { fresh } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import { leftOut } from "./left-out.ts";
import { readFormat } from "./read-format.ts";
import { readTools, toolChoiceOf } from "./read-tools.ts";
import { readTurns } from "./read-turns.ts";
import { filledList, maxTokensOf, modelOf, noteOtherModels, streamOf } from "./settings.ts";
import type { AISDKOptions } from "./shape-options.ts";
import { SHAPE_OPTIONS } from "./shape-options.ts";

/**
 * Makes what `generateText` and `streamText` of `ai` 6 and 7 take of a rendered prompt. The request is the caller's own: changing it changes nothing else. All of
 * it is JSON but the schemas of its tools and its `output`. Throws `unsupported-by-provider`, which lists every field that the AI SDK has no
 * place for, or that it needs.
 */
export function toAISDK(rendered: Rendered, options: AISDKOptions = {}): AISDKRequest {
  checkOptions(options, SHAPE_OPTIONS["ai-sdk"]);
  const notes = leftOut("ai-sdk");
  noteOtherModels(rendered, notes);
  // Which function is called says whether the answer is streamed.
  streamOf(rendered, options, notes);
  const { temperature, topP, frequencyPenalty, presencePenalty, seed } = rendered;
  const request = {
    model: modelOf(rendered, options, notes),
    ...aiSDKMessages(readTurns(rendered.messages, notes), notes),
    temperature,
    topP,
    maxOutputTokens: maxTokensOf(rendered, options),
    frequencyPenalty,
    presencePenalty,
    seed,
    stopSequences: filledList(rendered.stopWords),
    tools: tools(rendered, notes),
    toolChoice: toolChoice(rendered, notes),
    output: output(rendered, notes),
    providerOptions: settings(rendered, options, notes),
  };
  notes.settle(options);
  return fresh(request) as unknown as AISDKRequest;
}

function tools({ tools: given = [] }: Rendered, notes: LeftOut): { [name: string]: AISDKTool } | undefined {
  const read = new Map<string, AISDKTool>();
  for (const tool of readTools(given)) {
    if (tool.type === "other") {
      notes.note(tool.path, "the AI SDK makes such tools in code: add it to `tools`");
      continue;
    }
    const { name, description, schema, strict, rest, path } = tool;
    if (read.has(name)) notes.note(path, `there is another tool ${name}`);
    else
      read.set(name, {
        ...(description === undefined ? {} : { description }),
        inputSchema: standardSchema(schema ?? { type: "object", properties: {} }),
        ...(strict === undefined ? {} : { strict }),
        ...providerOptions(rest, path, notes),
      });
  }
  return read.size === 0 ? undefined : Object.fromEntries(read);
}

function toolChoice(rendered: Rendered, notes: LeftOut): AISDKRequest["toolChoice"] {
  const read = toolChoiceOf(rendered, notes);
  if (read === undefined) return undefined;
  const { choice, parallel } = read;
  if (parallel === false) notes.note("toolChoice.disable_parallel_tool_use");
  return typeof choice === "string" ? choice : { type: "tool", toolName: choice.tool };
}

function output(rendered: Rendered, notes: LeftOut): AISDKOutput | undefined {
  const format = readFormat(rendered, notes);
  return format === undefined || format.type === "text" ? undefined : jsonOutput(format);
}

/** The settings that the AI SDK passes on to one provider. */
function settings(
  { reasoningEffort, verbosity, thinking }: Rendered,
  { provider }: AISDKOptions,
  notes: LeftOut,
): { readonly [provider: string]: JsonObject } | undefined {
  const known: { readonly [field: string]: string } =
    provider === "openai"
      ? { reasoningEffort: "reasoningEffort", verbosity: "textVerbosity" }
      : provider === "anthropic"
        ? { reasoningEffort: "effort", thinking: "thinking" }
        : {};
  const options: Record<string, JsonValue> = {};
  for (const [field, value] of Object.entries({ reasoningEffort, verbosity, thinking })) {
    if (value === undefined) continue;
    const name = known[field];
    if (name !== undefined) options[name] = field === "thinking" ? camelCased(value as JsonObject) : value;
    else if (provider === undefined)
      notes.note(field, "the AI SDK passes it on to one provider only: pass provider");
    else notes.note(field, `the AI SDK's provider ${provider} has no place for it`);
  }
  return provider === undefined || Object.keys(options).length === 0 ? undefined : { [provider]: options };
}

/** The names of the AI SDK for those of Anthropic's API: `budgetTokens` for `budget_tokens`. */
function camelCased(object: JsonObject): JsonObject {
  const named = Object.entries(object).map(([key, value]) => [
    key.replace(/_([a-z])/gu, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(named) as JsonObject;
}
