import type { ContractChange } from "../errors.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { isJsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import { schemaMeaning } from "./schema-meaning.ts";
import type { Inspected } from "./variable-changes.ts";
import { variableChanges } from "./variable-changes.ts";

/**
 * What a caller of the live content would have to change for the next one: the values that it gives, the calls of tools that it carries out, and the
 * answers that it reads. Empty if every caller can stay as it is.
 */
export function contractChanges(live: Inspected, next: Inspected): readonly ContractChange[] {
  return [
    ...variableChanges(live, next),
    ...toolChanges(live.content, next.content),
    ...answerChanges(live.content, next.content),
  ];
}

/** A new tool may be called, which a caller has to carry out. One that is gone is not called. */
function toolChanges(live: Content, next: Content): readonly ContractChange[] {
  const before = parametersByTool(live);
  const changes: ContractChange[] = [];
  for (const [name, parameters] of parametersByTool(next)) {
    const known = before.get(name);
    if (known === undefined)
      changes.push({ part: "tool", name, change: "added", message: "is new, and the model may call it" });
    else if (known !== parameters)
      changes.push({ part: "tool", name, change: "changed", message: "has other parameters" });
  }
  return changes;
}

function answerChanges(live: Content, next: Content): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  const changed = (name: "responseFormat" | "jsonSchema", message: string): void =>
    void changes.push({ part: "answer", name, change: "changed", message });
  const [was, is] = [formatName(live), formatName(next)];
  if (was !== is) changed("responseFormat", `is ${is}, and is ${was} now`);
  else if (schemaMeaning(schemaInFormat(live)) !== schemaMeaning(schemaInFormat(next)))
    changed("responseFormat", "has another schema");
  if (schemaMeaning(live.jsonSchema) !== schemaMeaning(next.jsonSchema))
    changed("jsonSchema", "is another schema");
  return changes;
}

/** The parameters of each tool, as text. Tools are named, or else of a type that the provider knows. */
function parametersByTool({ tools = [] }: Content): ReadonlyMap<string, string> {
  return new Map(
    tools.map((tool) => {
      const inner = tool["function"];
      const named = isJsonObject(inner) ? inner : tool;
      const { name, parameters, input_schema: input } = named as { readonly [key: string]: JsonValue };
      const schema = parameters ?? input;
      return [textOf(name) ?? textOf(tool["type"]) ?? "", schemaMeaning(schema)];
    }),
  );
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** The type of the format. Without one, answers are text. */
function formatName({ responseFormat }: Content): string {
  return textOf(responseFormat?.["type"]) ?? "text";
}

/** The schema inside the format, where OpenAI's two APIs have it. */
function schemaInFormat({ responseFormat = {} }: Content): JsonValue | undefined {
  const format: JsonObject = responseFormat;
  const inner = format["json_schema"];
  return isJsonObject(inner) ? inner["schema"] : format["schema"];
}
