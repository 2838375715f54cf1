import type { TemplateFault } from "../errors.ts";
import { fieldName } from "../validation/parse.ts";
import type { TemplateSyntax } from "../version/content.ts";
import { readDollar } from "./dollar.ts";
import { faultsOf } from "./faults.ts";
import { readPlainJinja } from "./jinja.ts";
import { readMustache } from "./mustache.ts";
import type { Flaw, Pieces, Placeholder } from "./pieces.ts";
import { MAXIMUM_FLAWS } from "./pieces.ts";
import type { Renderer, RendererFlaw, RendererTemplate } from "./renderer.ts";
import type { SlotCollector } from "./slots.ts";
import type { TemplateNode } from "./template.ts";

/** Where a string is in a content. */
export type Path = readonly (string | number)[];

/** What compiling the strings of one content shares. */
export interface Compiling {
  readonly syntax: TemplateSyntax;
  /** Null if this ledger has none. */
  readonly renderer: Renderer | null;
  readonly slots: SlotCollector;
  readonly faults: TemplateFault[];
}

const READERS: { readonly [Syntax in TemplateSyntax]: (text: string) => ReturnType<typeof readPlainJinja> } =
  {
    mustache: readMustache,
    dollar: readDollar,
    jinja: readPlainJinja,
  };

/** Reads a text into its pieces, or compiles its logic; notes its faults. Null for logic that is not valid. */
export function readText(compiling: Compiling, text: string, path: Path): Pieces | RendererTemplate | null {
  const { syntax, renderer } = compiling;
  const read = READERS[syntax](text);
  if (!("logicAt" in read)) {
    noteFlaws(compiling, text, path, read.flaws);
    return read;
  }
  const compiled = renderer?.syntax === syntax ? renderer.compile(text) : withoutRenderer(read.logicAt);
  if (compiled.status === "compiled") return compiled;
  const { offset, reason } = compiled;
  noteFlaws(compiling, text, path, [{ offset, reason, text: text.slice(offset, offset + 40) }]);
  return null;
}

/**
 * Compiles one string. A string that is nothing but a placeholder takes a whole JSON value if `takesValues`, as in a schema's `enum`.
 */
export function compileText(
  compiling: Compiling,
  text: string,
  path: Path,
  takesValues: boolean,
): TemplateNode {
  const { slots } = compiling;
  const read = readText(compiling, text, path);
  if (read === null) return { type: "constant", value: text };
  if ("status" in read) {
    const { names, optional = [] } = read;
    for (const name of names) slots.named(name, { isOptional: optional.includes(name) });
    return { type: "logic", template: read, field: fieldName(path) };
  }
  const { parts } = read;
  const [first, second] = parts;
  if (second === undefined && typeof first === "object" && takesValues) return valueNode(first, slots);
  return joined(parts, slots);
}

/** Notes what is wrong with a text, up to the number of faults that are reported. */
export function noteFlaws({ faults }: Compiling, text: string, path: Path, flaws: readonly Flaw[]): void {
  if (flaws.length === 0) return;
  const room = flaws.slice(0, MAXIMUM_FLAWS - faults.length);
  faults.push(...faultsOf(fieldName(path), text, room));
}

function withoutRenderer(offset: number): RendererFlaw {
  const reason =
    "this is Jinja's logic, and this ledger has no renderer for it; pass createLedger one as `renderer`";
  return { status: "invalid", offset, reason };
}

function valueNode({ name, written }: Placeholder, slots: SlotCollector): TemplateNode {
  const slot = slots.named(name);
  return { type: "value", slot, absent: slots.absent(slot, written) };
}

function joined(parts: readonly (string | Placeholder)[], slots: SlotCollector): TemplateNode {
  const literals: string[] = [];
  const indexes: number[] = [];
  const absent: string[] = [];
  let literal = "";
  for (const part of parts) {
    if (typeof part === "string") {
      literal += part;
      continue;
    }
    const slot = slots.named(part.name);
    literals.push(literal);
    literal = "";
    indexes.push(slot);
    absent.push(slots.absent(slot, part.written));
  }
  if (indexes.length === 0) return { type: "constant", value: literal };
  return { type: "text", literals, slots: indexes, absent, last: literal };
}
