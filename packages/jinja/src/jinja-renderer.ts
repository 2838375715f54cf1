import type { JsonObject, Renderer, RendererFlaw, RendererTemplate } from "@promptledger/core";
import type { Budget } from "./budget.ts";
import { budgetOf } from "./budget.ts";
import type { KnownWords } from "./check-words.ts";
import { desugared } from "./desugar.ts";
import type { Scope } from "./engine.ts";
import { EngineScope } from "./engine.ts";
import { FILTERS } from "./filters.ts";
import { LimitedInterpreter } from "./interpreter.ts";
import type { JinjaLimits } from "./limits.ts";
import { checkedLimits } from "./limits.ts";
import { namesOf } from "./names-of.ts";
import type { ProgramNode } from "./nodes.ts";
import { parseTemplate } from "./parse-template.ts";
import { range } from "./range.ts";
import { writtenName } from "./stored-name.ts";
import { FlawError } from "./tokens.ts";
import { runtimeValue } from "./values.ts";

const WORDS: KnownWords = {
  filters: new Set(FILTERS.keys()),
  tests: new Set(new EngineScope().tests.keys()),
  functions: new Set(["range", "namespace"]),
};

const CONSTANTS = { true: true, True: true, false: false, False: false, none: null, None: null };

/** How a renderer of Jinja is made. */
export interface JinjaRendererOptions {
  /** Limits other than the usual ones. */
  readonly limits?: Partial<JinjaLimits>;
}

/**
 * A renderer of Jinja's logic: pass it to `createLedger` as `renderer`. It renders in the process and synchronously, and reaches nothing but the
 * values that it is given. A template that would need more than the limits is refused with an error that names the limit.
 */
export function jinjaRenderer({ limits: given = {} }: JinjaRendererOptions = {}): Renderer {
  const limits = checkedLimits(given);
  return {
    syntax: "jinja",
    compile(text) {
      try {
        return compiled(text, limits);
      } catch (error) {
        return flawOf(error);
      }
    },
  };
}

function compiled(text: string, limits: JinjaLimits): RendererTemplate {
  const { program: parsed, size } = parseTemplate(text, WORDS, limits.depth);
  const program: ProgramNode = { type: "Program", body: desugared(parsed.body) };
  const { names, optional, roots } = namesOf(program);
  return {
    status: "compiled",
    names,
    optional,
    render(values) {
      const budget = budgetOf(limits);
      const scope = scopeOf(values, roots, budget);
      return String(new LimitedInterpreter(scope, budget, size).evaluate(program, scope).value);
    },
  };
}

/** The variables of a template: only those that it asks for. */
function scopeOf(values: JsonObject, roots: ReadonlySet<string>, budget: Budget): Scope {
  const scope = new EngineScope();
  for (const [name, value] of Object.entries(CONSTANTS)) scope.setVariable(name, runtimeValue(value));
  scope.setVariable(
    "range",
    runtimeValue((...bounds: readonly unknown[]) => range(bounds, budget)),
  );
  for (const root of roots) {
    const name = writtenName(root);
    if (Object.hasOwn(values, name)) scope.setVariable(root, runtimeValue(values[name]));
  }
  return scope;
}

function flawOf(error: unknown): RendererFlaw {
  if (error instanceof FlawError) return { status: "invalid", offset: error.offset, reason: error.message };
  return { status: "invalid", offset: 0, reason: error instanceof Error ? error.message : String(error) };
}
