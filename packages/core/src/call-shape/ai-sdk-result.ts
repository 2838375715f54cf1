import type { AISDKToolResult } from "./ai-sdk-request.ts";
import { kept } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import type { Part, ResultPart } from "./turn.ts";

/** The result of a call for the AI SDK, which wants the name of its tool: that of the result, or else of the call. None if there is none. */
export function toolResult(
  part: ResultPart,
  tools: ReadonlyMap<string, string>,
  notes: LeftOut,
): readonly AISDKToolResult[] {
  const { id, name, rest, path } = part;
  const toolName = name ?? tools.get(id);
  if (toolName === undefined) {
    notes.note(path, `the AI SDK needs the name of the tool: no earlier message has the call ${id}`);
    return [];
  }
  notes.noteRest(path, rest, ["providerOptions"]);
  const result = { type: "tool-result", toolCallId: id, toolName, output: outputOf(part, notes) } as const;
  return [{ ...result, ...kept(rest, ["providerOptions"]) } as AISDKToolResult];
}

function outputOf({ output, isError, path }: ResultPart, notes: LeftOut): AISDKToolResult["output"] {
  if (output.type === "text") return { type: isError ? "error-text" : "text", value: output.text };
  if (output.type === "json")
    return { type: isError ? "error-json" : "json", value: output.value } as AISDKToolResult["output"];
  if (isError) notes.note(`${path}.is_error`, "the AI SDK has failed calls with a text or a JSON value only");
  return { type: "content", value: output.parts.flatMap((part) => contentOf(part, notes)) };
}

type Content = Extract<AISDKToolResult["output"], { type: "content" }>["value"];

function contentOf(part: Part, notes: LeftOut): Content {
  if (part.type === "text") {
    notes.noteRest(part.path, part.rest);
    return [{ type: "text", text: part.text }];
  }
  if (part.type !== "image") {
    notes.note(part.path);
    return [];
  }
  notes.noteRest(part.path, part.rest);
  const { image } = part;
  if (!("url" in image)) return [{ type: "image-data", data: image.base64, mediaType: image.mediaType }];
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/isu.exec(image.url) ?? [];
  if (mediaType === undefined || data === undefined) return [{ type: "image-url", url: image.url }];
  return [{ type: "image-data", data, mediaType }];
}
