import { Environment, Interpreter, parse } from "@huggingface/jinja";
import type { Node, ProgramNode } from "./nodes.ts";

// What we use of the library, all of it exported from its index and public in its declarations: `parse`, and the classes `Environment` and
// `Interpreter`. Only this file imports it.

/** A value as a template computes with it. */
export interface RuntimeValue {
  readonly type: string;
  value: unknown;
  /** Whether it counts as true. */
  __bool__(): { readonly value: boolean };
  toString(): string;
}

/** The variables of a template, a loop or a macro. */
export interface Scope {
  readonly parent?: Scope | undefined;
  readonly variables: Map<string, RuntimeValue>;
  /** The tests of `is`. */
  readonly tests: ReadonlyMap<string, (...values: RuntimeValue[]) => boolean>;
  /** Declares a variable with a JavaScript value. */
  set(name: string, value: unknown): RuntimeValue;
  setVariable(name: string, value: RuntimeValue): RuntimeValue;
}

/** Evaluates a parsed template. Each part of it, down to the last literal, passes through `evaluate`. */
export interface Evaluator {
  evaluate(node: Node, scope: Scope): RuntimeValue;
}

/** A word, sign or text of a template, as the parser takes it. */
export interface Token {
  readonly type: string;
  readonly value: string;
}

/** The library's environment. */
export const EngineScope: new (parent?: Scope) => Scope = Environment;

/** The library's interpreter. */
export const EngineInterpreter: new (scope: Scope) => Evaluator = Interpreter;

/** The library's parser. Throws where a token does not fit. */
export const parseTokens: (tokens: readonly Token[]) => ProgramNode = parse;
