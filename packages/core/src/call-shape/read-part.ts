import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { innerRest, restOf } from "./fresh.ts";
import type { CallPart, ImagePart, Part, ResultOutput, ResultPart } from "./turn.ts";

/** Reads a part of a message, in the form of OpenAI's API, of Anthropic's, or of the AI SDK. */
export function readPart(value: JsonValue, path: string): Part {
  return (isJsonObject(value) ? readObject(value, path) : null) ?? { type: "other", path, value };
}

function readObject(value: JsonObject, path: string): Part | null {
  switch (value["type"]) {
    case "text": {
      const { text } = value;
      if (typeof text !== "string") return null;
      return { type: "text", text, isWhole: false, path, rest: restOf(value, "type", "text") };
    }
    case "image_url":
      return imageUrl(value, path);
    case "image":
      return image(value, path);
    case "tool_use":
      return call(value, path, ["id", "name"]);
    case "tool-call":
      return call(value, path, ["toolCallId", "toolName"]);
    case "tool_result":
      return anthropicResult(value, path);
    case "tool-result":
      return sdkResult(value, path);
    default:
      return null;
  }
}

function imageUrl(value: JsonObject, path: string): ImagePart | null {
  const given = value["image_url"];
  const url = isJsonObject(given) ? given["url"] : given;
  if (typeof url !== "string") return null;
  const inner = isJsonObject(given) ? innerRest("image_url", given, "url") : {};
  // `auto` is what the API does without the field.
  const isAuto = inner["image_url.detail"] === "auto";
  const settings = isAuto ? restOf(inner, "image_url.detail") : inner;
  return {
    type: "image",
    image: { url },
    path,
    rest: { ...restOf(value, "type", "image_url"), ...settings },
  };
}

function image(value: JsonObject, path: string): ImagePart | null {
  const { source, image: data, mediaType } = value;
  if (typeof data === "string") {
    const rest = restOf(value, "type", "image", "mediaType");
    if (/^(?:https?|data):/iu.test(data)) return { type: "image", image: { url: data }, path, rest };
    if (typeof mediaType !== "string") return null;
    return { type: "image", image: { mediaType, base64: data }, path, rest };
  }
  if (!isJsonObject(source)) return null;
  const { type, url, media_type, data: base64 } = source;
  const rest = {
    ...restOf(value, "type", "source"),
    ...innerRest("source", source, "type", ...(type === "url" ? ["url"] : ["media_type", "data"])),
  };
  if (type === "url" && typeof url === "string") return { type: "image", image: { url }, path, rest };
  if (type !== "base64" || typeof media_type !== "string" || typeof base64 !== "string") return null;
  return { type: "image", image: { mediaType: media_type, base64 }, path, rest };
}

function call(value: JsonObject, path: string, [idKey, nameKey]: readonly [string, string]): CallPart | null {
  const { [idKey]: id, [nameKey]: name, input } = value;
  if (typeof id !== "string" || typeof name !== "string" || input === undefined) return null;
  return {
    type: "call",
    id,
    name,
    input,
    text: null,
    path,
    rest: restOf(value, "type", idKey, nameKey, "input"),
  };
}

function anthropicResult(value: JsonObject, path: string): ResultPart | null {
  const { tool_use_id: id, content, is_error } = value;
  const output = readOutput(content, `${path}.content`);
  if (typeof id !== "string" || output === null) return null;
  const rest = restOf(value, "type", "tool_use_id", "content", "is_error");
  return {
    type: "result",
    id,
    name: null,
    nameField: "name",
    output,
    isError: is_error === true,
    path,
    rest,
  };
}

function sdkResult(value: JsonObject, path: string): ResultPart | null {
  const { toolCallId: id, toolName: name, output: given } = value;
  if (typeof id !== "string" || typeof name !== "string" || !isJsonObject(given)) return null;
  const output = sdkOutput(given, `${path}.output.value`);
  if (output === null) return null;
  const isError = given["type"] === "error-text" || given["type"] === "error-json";
  const rest = {
    ...restOf(value, "type", "toolCallId", "toolName", "output"),
    ...innerRest("output", given, "type", "value"),
  };
  return { type: "result", id, name, nameField: "toolName", output, isError, path, rest };
}

function sdkOutput({ type, value }: JsonObject, path: string): ResultOutput | null {
  switch (type) {
    case "text":
    case "error-text":
      return typeof value === "string" ? { type: "text", text: value } : null;
    case "json":
    case "error-json":
      return value === undefined ? null : { type: "json", value };
    case "content":
      return Array.isArray(value) ? readOutput(value, path) : null;
    default:
      return null;
  }
}

/** Reads what a tool returned: a text, or a list of parts. Null for anything else. */
export function readOutput(content: JsonValue | undefined, path: string): ResultOutput | null {
  if (typeof content === "string") return { type: "text", text: content };
  if (content === undefined || content === null) return { type: "text", text: "" };
  if (!Array.isArray(content)) return null;
  return { type: "parts", parts: content.map((one: JsonValue, index) => readPart(one, `${path}[${index}]`)) };
}
