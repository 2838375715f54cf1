import { isJsonObject } from "../validation/json.ts";
import { kept } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import type { OpenAIMessage, OpenAIPart, OpenAITextPart, OpenAIToolCall } from "./openai-request.ts";
import type { CallPart, ImagePart, Part, ResultPart, Turn } from "./turn.ts";
import { calledTools, isResult, wholeText } from "./turn.ts";

/** The parts that only OpenAI's API knows, by the roles that may have them. */
const OWN_PARTS: { readonly [role: string]: readonly string[] } = {
  user: ["file", "input_audio"],
  assistant: ["refusal"],
};

/** What a message may have beside its content. */
const OWN_FIELDS: { readonly [role: string]: readonly string[] } = {
  system: ["name"],
  developer: ["name"],
  user: ["name"],
  assistant: ["name", "refusal", "audio", "function_call"],
};

/** The messages for OpenAI's API. The results of calls are messages of their own, before what else their turn says. */
export function openAIMessages(turns: readonly Turn[], notes: LeftOut): OpenAIMessage[] {
  const tools = calledTools(turns);
  return turns.flatMap((turn) => [
    ...turn.parts.filter(isResult).map((part) => resultMessage(part, tools, notes)),
    ...spoken(turn, notes),
  ]);
}

function spoken(turn: Turn, notes: LeftOut): readonly OpenAIMessage[] {
  const { role, path, rest } = turn;
  const others = turn.parts.filter((part) => !isResult(part));
  const own = OWN_FIELDS[role] ?? [];
  notes.noteRest(path, rest, own);
  if (role === "tool" || (others.length === 0 && turn.parts.length > 0)) {
    for (const { path: where } of others) notes.note(where, "a tool message has results only");
    if (role === "tool") return [];
    for (const key of own) if (rest[key] !== undefined) notes.note(`${path}.${key}`);
    return [];
  }
  const parts = others.filter((part) => part.type !== "call");
  const content = wholeText(parts) ?? parts.flatMap((part) => written(part, role, notes));
  const calls = others.filter((part) => part.type === "call");
  const message = { role, content: content.length === 0 ? "" : content, ...kept(rest, own) };
  if (role !== "assistant") {
    for (const call of calls) notes.note(call.path, "only an assistant calls tools");
    return [message as OpenAIMessage];
  }
  if (calls.length === 0) return [message as OpenAIMessage];
  const { content: _none, ...withoutContent } = message;
  const said = parts.length === 0 ? withoutContent : message;
  return [{ ...said, tool_calls: calls.map((call) => toolCall(call, notes)) } as OpenAIMessage];
}

function written(part: Part, role: string, notes: LeftOut): readonly OpenAIPart[] {
  switch (part.type) {
    case "text":
      notes.noteRest(part.path, part.rest);
      return [{ type: "text", text: part.text }];
    case "image":
      if (role === "user") return [imagePart(part, notes)];
      notes.note(part.path, "only a user's message may have an image");
      return [];
    case "other": {
      const { value } = part;
      const isOwn = isJsonObject(value) && OWN_PARTS[role]?.includes(String(value["type"])) === true;
      // The API checks its own forms.
      if (isOwn) return [value as unknown as OpenAIPart];
      notes.note(part.path);
      return [];
    }
    default:
      return [];
  }
}

function imagePart({ image, rest, path }: ImagePart, notes: LeftOut): OpenAIPart {
  const { "image_url.detail": detail, ...others } = rest;
  notes.noteRest(path, others);
  const url = "url" in image ? image.url : `data:${image.mediaType};base64,${image.base64}`;
  return {
    type: "image_url",
    image_url: detail === undefined ? { url } : { url, detail: detail as "auto" },
  };
}

function toolCall({ id, name, input, text, rest, path }: CallPart, notes: LeftOut): OpenAIToolCall {
  notes.noteRest(path, rest);
  return { id, type: "function", function: { name, arguments: text ?? JSON.stringify(input) } };
}

function resultMessage(part: ResultPart, tools: ReadonlyMap<string, string>, notes: LeftOut): OpenAIMessage {
  const { id, name, nameField, output, isError, rest, path } = part;
  notes.noteRest(path, rest);
  // The call says which tool it is.
  if (name !== null && tools.get(id) !== name) notes.note(`${path}.${nameField}`);
  if (isError) notes.note(`${path}.is_error`, "the API cannot say that a call failed: say it in the text");
  return { role: "tool", tool_call_id: id, content: resultContent(output, notes) };
}

function resultContent(output: ResultPart["output"], notes: LeftOut): string | OpenAITextPart[] {
  if (output.type === "text") return output.text;
  if (output.type === "json") return JSON.stringify(output.value);
  return output.parts.flatMap((part): OpenAITextPart[] => {
    if (part.type !== "text") {
      notes.note(part.path, "a tool message has texts only");
      return [];
    }
    notes.noteRest(part.path, part.rest);
    return [{ type: "text", text: part.text }];
  });
}
