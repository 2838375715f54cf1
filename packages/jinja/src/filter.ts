import type { Arguments } from "./arguments.ts";
import type { Budget } from "./budget.ts";
import type { RuntimeValue } from "./engine.ts";

/** A filter, or a method of a value. */
export interface Filter {
  /** The names of its arguments, in their order. */
  readonly parameters: readonly string[];
  /** Takes from the budget what it needs before it needs it. */
  run(operand: RuntimeValue, given: Arguments, budget: Budget): RuntimeValue;
}
