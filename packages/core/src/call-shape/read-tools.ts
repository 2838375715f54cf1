import type { Rendered } from "../template/render.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import { innerRest, ofType, restOf } from "./fresh.ts";
import type { LeftOut } from "./left-out.ts";

/** A function that a model may call. */
export interface FunctionTool {
  readonly type: "function";
  readonly path: string;
  readonly name: string;
  readonly description: string | undefined;
  /** The JSON Schema of its arguments; undefined if it takes none. */
  readonly schema: JsonObject | undefined;
  /** Whether arguments always follow the schema. */
  readonly strict: boolean | undefined;
  /** The entries that are not read. */
  readonly rest: JsonObject;
}

/** A tool that one API knows at most, such as one that a provider runs itself. */
export interface OtherTool {
  readonly type: "other";
  readonly path: string;
  readonly value: JsonObject;
}

/** Reads tools, each in the form of OpenAI's APIs, of Anthropic's, or without the wrapping of either. */
export function readTools(tools: readonly JsonObject[]): readonly (FunctionTool | OtherTool)[] {
  return tools.map((value, index) => {
    const path = `tools[${index}]`;
    const { type, function: inner } = value;
    if (type === "function" && isJsonObject(inner)) {
      const rest = restOf(value, "type", "function");
      return readFunction(inner, `${path}.function`, rest) ?? { type: "other", path, value };
    }
    const isFunction = type === undefined || type === null || type === "function" || type === "custom";
    const tool = isFunction ? readFunction(restOf(value, "type"), path, {}) : null;
    return tool ?? { type: "other", path, value };
  });
}

const SCHEMAS = ["parameters", "input_schema", "inputSchema"];

function readFunction(value: JsonObject, path: string, outer: JsonObject): FunctionTool | null {
  const { name, description, strict } = value;
  const schemas = SCHEMAS.filter((key) => isJsonObject(value[key]));
  const [key = ""] = schemas;
  const schema = value[key];
  if (typeof name !== "string" || schemas.length > 1) return null;
  const taken = [...ofType(value, "string", "description"), ...ofType(value, "boolean", "strict")];
  return {
    type: "function",
    path,
    name,
    description: typeof description === "string" ? description : undefined,
    schema: isJsonObject(schema) ? schema : undefined,
    strict: typeof strict === "boolean" ? strict : undefined,
    rest: { ...outer, ...restOf(value, "name", key, ...taken) },
  };
}

/** Which tool is to be called. */
export interface ToolChoice {
  /** A mode, or the name of the one tool. */
  readonly choice: "auto" | "none" | "required" | { readonly tool: string };
  /** Whether the model may call several tools at once; undefined if nothing is said. */
  readonly parallel: boolean | undefined;
  /** The entries that are not read. */
  readonly rest: JsonObject;
}

const MODES = { auto: "auto", none: "none", required: "required", any: "required" } as const;

/** The tool choice of a version. Notes one that cannot be read, and what it says besides. Undefined if there is none. */
export function toolChoiceOf({ toolChoice: given }: Rendered, notes: LeftOut): ToolChoice | undefined {
  if (given === undefined) return undefined;
  const read = readToolChoice(given);
  if (read === null) notes.note("toolChoice");
  else notes.noteRest("toolChoice", read.rest);
  return read ?? undefined;
}

/** Reads a tool choice in the form of any of the three APIs. Null for one that is in none of them. */
function readToolChoice(value: string | JsonObject): ToolChoice | null {
  if (typeof value === "string") {
    const choice = modeOf(value);
    return choice === null ? null : { choice, parallel: undefined, rest: {} };
  }
  const { type, name, toolName, function: called, disable_parallel_tool_use: disabled } = value;
  const parallel = typeof disabled === "boolean" ? !disabled : undefined;
  const inner = isJsonObject(called) ? called["name"] : undefined;
  const mode = modeOf(type);
  if (mode !== null)
    return { choice: mode, parallel, rest: restOf(value, "type", "disable_parallel_tool_use") };
  const tool = [inner, name, toolName].find((one) => typeof one === "string");
  if ((type !== "function" && type !== "tool") || typeof tool !== "string") return null;
  const taken = ["type", "name", "toolName", "function", "disable_parallel_tool_use"];
  const inside = isJsonObject(called) ? innerRest("function", called, "name") : {};
  return { choice: { tool }, parallel, rest: { ...restOf(value, ...taken), ...inside } };
}

function modeOf(value: JsonValue | undefined): "auto" | "none" | "required" | null {
  if (typeof value !== "string" || !Object.hasOwn(MODES, value)) return null;
  return MODES[value as keyof typeof MODES];
}
