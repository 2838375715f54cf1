import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import type {
  AISDKMessage,
  AISDKRequest,
  AISDKSystemMessage,
  AISDKText,
  AISDKToolCall,
} from "./ai-sdk-request.ts";
import { toolResult } from "./ai-sdk-result.ts";
import type { LeftOut } from "./left-out.ts";
import type { Part, Turn } from "./turn.ts";
import { calledTools, isResult, wholeText } from "./turn.ts";

/** The parts that only the AI SDK knows, by the roles that may have them. */
const OWN_PARTS: { readonly [role: string]: readonly string[] } = {
  user: ["file"],
  assistant: ["file", "reasoning"],
};

/** The messages for the AI SDK, and the system prompt, which is outside of them. */
export function aiSDKMessages(
  turns: readonly Turn[],
  notes: LeftOut,
): Pick<AISDKRequest, "system" | "messages" | "allowSystemInMessages"> {
  const tools = calledTools(turns);
  const first = turns.findIndex(({ role }) => !isSystem(role));
  const leading = first === -1 ? turns : turns.slice(0, first);
  const rest = turns.slice(leading.length);
  const messages = rest.flatMap((turn): readonly AISDKMessage[] => {
    if (isSystem(turn.role)) return systemMessages(turn, notes);
    const results = turn.parts.filter(isResult).flatMap((part) => toolResult(part, tools, notes));
    return [
      ...(results.length > 0 ? [{ role: "tool", content: results } as const] : []),
      ...spoken(turn, notes),
    ];
  });
  return {
    ...systemOf(leading, notes),
    messages,
    ...(rest.some(({ role }) => isSystem(role)) ? { allowSystemInMessages: true } : {}),
  };
}

function isSystem(role: Turn["role"]): boolean {
  return role === "system" || role === "developer";
}

function systemOf(turns: readonly Turn[], notes: LeftOut): Pick<AISDKRequest, "system"> {
  const messages = turns.flatMap((turn) => systemMessages(turn, notes));
  const [only, ...others] = messages;
  if (only === undefined) return {};
  const isText = others.length === 0 && only.providerOptions === undefined;
  return { system: isText ? only.content : messages };
}

/** A system message for each part, because its content can only be a text. */
function systemMessages({ path, parts, rest }: Turn, notes: LeftOut): readonly AISDKSystemMessage[] {
  const texts = parts.filter((part) => part.type === "text");
  const isShared = texts.length > 0 && texts.every((part) => Object.keys(part.rest).length === 0);
  const options = isShared ? providerOptions(rest, path, notes) : {};
  if (!isShared) notes.noteRest(path, rest);
  return parts.flatMap((part) => {
    if (part.type === "text")
      return [
        { role: "system", content: part.text, ...options, ...providerOptions(part.rest, part.path, notes) },
      ];
    notes.note(part.path, "a system message has texts only");
    return [];
  });
}

function spoken({ role, parts, path, rest }: Turn, notes: LeftOut): readonly AISDKMessage[] {
  const others = parts.filter((part) => !isResult(part));
  if (role === "tool" || (others.length === 0 && parts.length > 0)) {
    for (const { path: where } of others) notes.note(where, "a tool message has results only");
    notes.noteRest(path, rest);
    return [];
  }
  const options = providerOptions(rest, path, notes);
  const content = wholeText(others) ?? others.flatMap((part) => written(part, role, notes));
  return [{ role, content: content.length === 0 ? "" : content, ...options } as AISDKMessage];
}

function written(part: Part, role: string, notes: LeftOut): readonly (AISDKText | AISDKToolCall)[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text, ...providerOptions(part.rest, part.path, notes) }];
    case "image": {
      const { image, rest, path } = part;
      if (role !== "user") return left(part, notes, "only a user's message may have an image");
      const data =
        "url" in image ? { image: image.url } : { image: image.base64, mediaType: image.mediaType };
      return [{ type: "image", ...data, ...providerOptions(rest, path, notes) } as unknown as AISDKText];
    }
    case "call": {
      const { id, name, input, rest, path } = part;
      if (role !== "assistant") return left(part, notes, "only an assistant calls tools");
      if (input === undefined) return left(part, notes, "the arguments of a call must be JSON");
      const call = { type: "tool-call", toolCallId: id, toolName: name, input } as AISDKToolCall;
      return [{ ...call, ...providerOptions(rest, path, notes) }];
    }
    case "other": {
      const { value } = part;
      // The AI SDK checks its own forms.
      const isOwn = isJsonObject(value) && OWN_PARTS[role]?.includes(String(value["type"])) === true;
      return isOwn && !isOpenAIFile(value) ? [value as unknown as AISDKText] : left(part, notes);
    }
    default:
      return [];
  }
}

function isOpenAIFile(value: JsonValue): boolean {
  return isJsonObject(value) && isJsonObject(value["file"]);
}

function left({ path }: Part, notes: LeftOut, reason?: string): readonly never[] {
  notes.note(path, reason);
  return [];
}

/** The AI SDK's own settings for providers, with a `cache_control` as Anthropic's API has it. Notes all other entries. */
export function providerOptions(
  rest: JsonObject,
  path: string,
  notes: LeftOut,
): { readonly providerOptions?: never } {
  const { providerOptions: given, cache_control: cache, ...others } = rest;
  notes.noteRest(path, others);
  const options = isJsonObject(given) ? given : {};
  if (given !== undefined && !isJsonObject(given))
    notes.note(`${path}.providerOptions`, "it must be an object");
  if (cache === undefined) return (isJsonObject(given) ? { providerOptions: options } : {}) as object;
  const { anthropic } = options;
  const own = isJsonObject(anthropic) ? anthropic : {};
  return { providerOptions: { ...options, anthropic: { cacheControl: cache, ...own } } } as object;
}
