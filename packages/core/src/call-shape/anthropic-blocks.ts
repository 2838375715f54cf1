import { isJsonObject } from "../validation/json.ts";
import type {
  AnthropicBlock,
  AnthropicImage,
  AnthropicToolResult,
  AnthropicToolUse,
} from "./anthropic-request.ts";
import { kept } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import type { CallPart, ImagePart, Part, ResultPart, TurnRole } from "./turn.ts";

/** What any block may have. */
const OWN_FIELDS = ["cache_control"];

const MEDIA_TYPES = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/** The blocks that only Anthropic's API knows. Those of the tools that it runs itself end in `_tool_use` and `_tool_result`. */
const OWN_BLOCK =
  /^(?:document|search_result|image|thinking|redacted_thinking|container_upload|\w+_tool_use|\w+_tool_result)$/u;

/** The blocks of a part: one, or none if it has no place. */
export function blocksOf(part: Part, role: TurnRole, notes: LeftOut): readonly AnthropicBlock[] {
  switch (part.type) {
    case "text": {
      const own = role === "user" || role === "assistant" ? [...OWN_FIELDS, "citations"] : OWN_FIELDS;
      notes.noteRest(part.path, part.rest, own);
      return [{ type: "text", text: part.text, ...kept(part.rest, own) }];
    }
    case "image":
      return role === "system" || role === "developer" ? left(part, notes) : image(part, notes);
    case "call":
      return role === "assistant" ? toolUse(part, notes) : left(part, notes, "only an assistant calls tools");
    case "result":
      if (role === "user" || role === "tool") return toolResult(part, notes);
      return left(part, notes, "only a user's or a tool's message has results");
    case "other": {
      const { value } = part;
      const type = isJsonObject(value) ? value["type"] : undefined;
      const isOwn =
        typeof type === "string" && OWN_BLOCK.test(type) && (role === "user" || role === "assistant");
      // The API checks its own forms.
      return isOwn ? [value as unknown as AnthropicBlock] : left(part, notes);
    }
  }
}

function left({ path }: Part, notes: LeftOut, reason?: string): readonly never[] {
  notes.note(path, reason);
  return [];
}

function image(part: ImagePart, notes: LeftOut): readonly AnthropicImage[] {
  const { path, rest } = part;
  const source = sourceOf(part);
  if (typeof source === "string") return left(part, notes, source);
  const own = [...OWN_FIELDS, "transformations"];
  notes.noteRest(path, rest, own);
  return [{ type: "image", source, ...kept(rest, own) }];
}

function sourceOf({ image: given }: ImagePart): AnthropicImage["source"] | string {
  if ("url" in given && /^https?:/iu.test(given.url)) return { type: "url", url: given.url };
  const [, mediaType, base64] =
    "url" in given
      ? (/^data:([^;,]*);base64,(.*)$/isu.exec(given.url) ?? [])
      : [null, given.mediaType, given.base64];
  if (mediaType === undefined || base64 === undefined)
    return "an image must be at an http or https address, or a data: URL with base64";
  const media = mediaType.toLowerCase() === "image/jpg" ? "image/jpeg" : mediaType.toLowerCase();
  if (!MEDIA_TYPES.includes(media)) return `the API takes images of the types ${MEDIA_TYPES.join(", ")}`;
  return { type: "base64", media_type: media as "image/png", data: base64 };
}

function toolUse(part: CallPart, notes: LeftOut): readonly AnthropicToolUse[] {
  const { id, name, input, rest, path } = part;
  if (!isJsonObject(input)) return left(part, notes, "the arguments of a call must be a JSON object");
  const own = [...OWN_FIELDS, "caller", "toolset_name"];
  notes.noteRest(path, rest, own);
  return [{ type: "tool_use", id, name, input: { ...input }, ...kept(rest, own) }];
}

function toolResult(part: ResultPart, notes: LeftOut): readonly AnthropicToolResult[] {
  const { id, output, isError, rest, path } = part;
  const own = [...OWN_FIELDS, "toolset_name"];
  notes.noteRest(path, rest, own);
  return [
    {
      type: "tool_result",
      tool_use_id: id,
      content: contentOf(output, notes),
      ...(isError ? { is_error: true } : {}),
      ...kept(rest, own),
    },
  ];
}

function contentOf(output: ResultPart["output"], notes: LeftOut): AnthropicToolResult["content"] {
  if (output.type === "text") return output.text;
  if (output.type === "json") return JSON.stringify(output.value);
  return output.parts.flatMap((part) => {
    if (part.type === "call" || part.type === "result") return left(part, notes);
    return blocksOf(part, "user", notes) as readonly AnthropicImage[];
  });
}
