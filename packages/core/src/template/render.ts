import * as z from "zod";
import { isLedgerError, LedgerError } from "../errors.ts";
import type { JsonObject, JsonValue } from "../validation/json.ts";
import { parse } from "../validation/parse.ts";
import { schemaFor } from "../validation/schema-for.ts";
import type { Content, Message } from "../version/content.ts";
import type { Bound, VariablesMismatch } from "./bind.ts";
import { bind, isMessages } from "./bind.ts";
import { templateInvalid } from "./faults.ts";
import { mismatchText, variablesMismatch } from "./mismatch.ts";
import { invalidValue } from "./plain-value.ts";
import type { RendererTemplate } from "./renderer.ts";
import type { Template, TemplateNode, TextNode } from "./template.ts";
import { valuesByName } from "./values-by-name.ts";

/** A prompt ready for a model: the content, with every variable replaced. */
export type Rendered = Omit<Content, "variables" | "templateSyntax" | "templatedParts"> & {
  readonly messages: readonly Message[];
};

/** What a render in the mode `warn` tells: everything that the mode `strict` would refuse. */
export interface RenderWarning extends VariablesMismatch {
  readonly message: string;
}

/**
 * How a render treats values that do not fit the template.
 *
 * - `strict`, the default: missing and unknown variables and values of another type are one error, `variables-mismatch`, which lists all.
 * - `warn`: they are passed to `onWarning`, in one call before `render` returns, and the prompt is rendered as in `lenient`.
 * - `lenient`: placeholders without a value stay as they are written (in Jinja they are empty), placeholder messages are left out, and unknown
 *   values are ignored.
 *
 * A template that is not valid, and a value that is not JSON, is `template-invalid` in every mode.
 */
export type RenderOptions =
  | { readonly mode?: "strict" | "lenient" }
  | { readonly mode: "warn"; readonly onWarning: (warning: RenderWarning) => void };

const optionsSchema: z.ZodType<RenderOptions> = schemaFor(
  z.union(
    [
      z.strictObject({ mode: z.enum(["strict", "lenient"]).optional() }),
      z.strictObject({
        mode: z.literal("warn"),
        onWarning: z.custom<(warning: RenderWarning) => void>((value) => typeof value === "function"),
      }),
    ],
    { error: 'must be { mode: "strict" }, { mode: "lenient" }, or { mode: "warn", onWarning }' },
  ),
);

/** A render that goes on. */
interface Filling {
  readonly template: Template;
  readonly values: Bound["values"];
  /** For texts with logic; made for the first of them. */
  named: JsonObject | null;
}

/** Puts values in a compiled template. */
export function render(template: Template, values: JsonObject, options?: RenderOptions): Rendered {
  if (template.faults.length > 0) throw templateInvalid(template.faults);
  const bound = bind(template, values);
  settle(bound, options);
  const filling: Filling = { template, values: bound.values, named: null };
  const messages: Message[] = [];
  for (const node of template.messages) {
    if (node.type !== "history") messages.push(filled(node, filling) as Message);
    else for (const message of history(node.slot, filling)) messages.push(message);
  }
  const rendered: Rendered = { ...template.rest, messages };
  if (template.fields.length === 0) return rendered;
  const fields = template.fields.map(([field, node]) => [field, filled(node, filling)]);
  return { ...rendered, ...Object.fromEntries(fields) };
}

/** Throws, warns or does nothing, as the mode has it. */
function settle(bound: Bound, given: RenderOptions | undefined): void {
  const options: RenderOptions =
    given === undefined ? {} : parse(optionsSchema, given, (path) => path || "options");
  const { missing, unknown, mistyped } = bound;
  if (options.mode === "lenient") return;
  const message = mismatchText(bound);
  if (message === null) return;
  if (options.mode !== "warn") throw variablesMismatch(bound, message);
  options.onWarning(Object.freeze({ message, missing, unknown, mistyped }));
}

function history(slot: number, { template, values }: Filling): readonly Message[] {
  const value = values[slot];
  if (value === undefined) return [];
  if (isMessages(value)) return value;
  const name = template.slots[slot]?.name ?? "";
  throw invalidValue(`values.${name}`, "must be a list of messages, each with a role");
}

function filled(node: TemplateNode, filling: Filling): JsonValue {
  switch (node.type) {
    case "constant":
      return node.value;
    case "text":
      return filledText(node, filling);
    case "value":
      return filling.values[node.slot] ?? node.absent;
    case "logic":
      filling.named ??= valuesByName(filling.template, filling.values);
      return renderedLogic(node.template, node.field, filling.named);
    case "list":
      return node.items.map((item) => filled(item, filling));
    case "object": {
      const copy: Record<string, JsonValue> = { ...node.base };
      for (const [key, entry] of node.entries) copy[key] = filled(entry, filling);
      return copy;
    }
    case "history":
      return [];
  }
}

function filledText({ literals, slots, absent, last }: TextNode, { values }: Filling): string {
  let text = "";
  for (let index = 0; index < slots.length; index++) {
    const value = values[slots[index] ?? -1];
    text += literals[index] ?? "";
    text += typeof value === "string" ? value : value === undefined ? absent[index] : JSON.stringify(value);
  }
  return text + last;
}

function renderedLogic(template: RendererTemplate, field: string, values: JsonObject): string {
  try {
    return template.render(values);
  } catch (error) {
    if (isLedgerError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LedgerError("template-invalid", `${field}: ${reason}`, {
      issues: [{ field, message: reason }],
      cause: error,
    });
  }
}
