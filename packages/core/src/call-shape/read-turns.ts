import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import type { Message } from "../version/content.ts";
import { innerRest, restOf } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";
import { readOutput, readPart } from "./read-part.ts";
import type { Part, Turn, TurnRole } from "./turn.ts";

const ROLES: ReadonlySet<string> = new Set<TurnRole>(["system", "developer", "user", "assistant", "tool"]);

/** Reads messages, each in the form of OpenAI's API, of Anthropic's, or of the AI SDK. A message with another role is left out. */
export function readTurns(messages: readonly Message[], notes: LeftOut): readonly Turn[] {
  return messages.flatMap((message, index) => {
    const path = `messages[${index}]`;
    const { role } = message;
    if (isRole(role)) return [readTurn(message, role, path)];
    notes.note(path, `there is no role ${role}: use ${[...ROLES].join(", ")}`);
    return [];
  });
}

function isRole(role: string): role is TurnRole {
  return ROLES.has(role);
}

function readTurn(message: Message, role: TurnRole, path: string): Turn {
  if (role === "tool" && typeof message["tool_call_id"] === "string") return resultTurn(message, path);
  const { content, tool_calls: calls } = message;
  const takesCalls = role === "assistant" && Array.isArray(calls);
  const parts = [
    ...readContent(content, `${path}.content`),
    ...(takesCalls
      ? calls.map((one: JsonValue, index) => readCall(one, `${path}.tool_calls[${index}]`))
      : []),
  ];
  const rest = restOf(message, "role", "content", ...(takesCalls ? ["tool_calls"] : []));
  return { role, parts, path, rest };
}

function readContent(content: JsonValue | undefined, path: string): readonly Part[] {
  if (content === undefined || content === null) return [];
  if (typeof content === "string") return [{ type: "text", text: content, isWhole: true, path, rest: {} }];
  if (Array.isArray(content))
    return content.map((one: JsonValue, index) => readPart(one, `${path}[${index}]`));
  return [{ type: "other", path, value: content }];
}

/** A whole message that is the result of a call, as in OpenAI's API. */
function resultTurn(message: Message, path: string): Turn {
  const { content, tool_call_id: id, name } = message;
  const output = readOutput(content, `${path}.content`);
  const hasName = typeof name === "string";
  const rest = restOf(message, "role", "content", "tool_call_id", ...(hasName ? ["name"] : []));
  const part: Part =
    output === null
      ? { type: "other", path, value: content ?? null }
      : {
          type: "result",
          id: String(id),
          name: hasName ? name : null,
          nameField: "name",
          output,
          isError: false,
          path,
          rest: {},
        };
  return { role: "tool", parts: [part], path, rest };
}

/** A call as in OpenAI's API, with its arguments as text. */
function readCall(value: JsonValue, path: string): Part {
  const other: Part = { type: "other", path, value };
  if (!isJsonObject(value) || value["type"] === "custom") return other;
  const { id, function: called } = value;
  if (typeof id !== "string" || !isJsonObject(called)) return other;
  const { name, arguments: given } = called;
  if (typeof name !== "string" || given === undefined) return other;
  const text = typeof given === "string" ? given : null;
  const rest: JsonObject = {
    ...restOf(value, "id", "type", "function"),
    ...innerRest("function", called, "name", "arguments"),
  };
  return { type: "call", id, name, input: text === null ? given : parsed(text), text, path, rest };
}

function parsed(text: string): JsonValue | undefined {
  // A call without arguments is written as no text by some providers.
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
