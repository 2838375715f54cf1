import type { TemplateFault } from "../errors.ts";
import type { JsonValue } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import { needsValue } from "./bind.ts";
import { compile } from "./compile.ts";
import type { VariableType } from "./declaration.ts";
import type { Renderer } from "./renderer.ts";
import type { Template } from "./template.ts";

/** A variable that rendering a content fills. */
export interface TemplateVariable {
  /** Its name or dotted path. */
  readonly name: string;
  /** `any` unless the version says otherwise. */
  readonly type: VariableType;
  /** Whether a strict render fails without a value for it. */
  readonly required: boolean;
  /** The value where none is given; absent if there is none. */
  readonly default?: JsonValue;
}

/** What the templates of a content say. */
export interface TemplateInfo {
  /** Each variable once, in the order in which the templates name them. */
  readonly variables: readonly TemplateVariable[];
  /** Why the content cannot be rendered, at most 20 reasons; empty if it can. */
  readonly faults: readonly TemplateFault[];
}

/**
 * The variables that rendering this content fills, and its faults. `renderer` reads the logic of Jinja; without one, logic is a fault. A ledger
 * does the same with its own renderer: `versions.inspect`.
 */
export function inspectTemplate(content: Content, renderer: Renderer | null = null): TemplateInfo {
  return infoOf(compile(content, renderer));
}

/** What a compiled template says. */
export function infoOf({ slots, faults }: Template): TemplateInfo {
  const variables = slots.map((slot): TemplateVariable => {
    const { name, declaration, isHistory } = slot;
    const { type, fallback } = declaration;
    return {
      name,
      type: isHistory ? "messages" : type,
      required: needsValue(slot),
      ...(fallback === undefined ? {} : { default: fallback }),
    };
  });
  return { variables, faults };
}
