import type { RuntimeValue } from "./engine.ts";
import { isMissing, kindOf } from "./values.ts";

/** What a filter or a method is called with. */
export interface Given {
  readonly positional: readonly RuntimeValue[];
  readonly named: ReadonlyMap<string, RuntimeValue>;
}

/** Arguments by the names of their parameters. */
export interface Arguments {
  /** Undefined if it is not given. */
  value(parameter: string): RuntimeValue | undefined;
  text(parameter: string, otherwise: string): string;
  integer(parameter: string, otherwise: number): number;
  flag(parameter: string, otherwise: boolean): boolean;
}

/** Takes the arguments of a filter or method with these parameters, in their order. */
export function takeArguments(
  name: string,
  parameters: readonly string[],
  { positional, named }: Given,
): Arguments {
  if (positional.length > parameters.length)
    throw new TypeError(`${name} takes at most ${parameters.length} arguments`);
  for (const key of named.keys())
    if (!parameters.includes(key)) throw new TypeError(`${name} has no argument ${key}`);
  const value = (parameter: string): RuntimeValue | undefined =>
    positional[parameters.indexOf(parameter)] ?? named.get(parameter);
  const expected = (parameter: string, given: RuntimeValue, kind: string): TypeError =>
    new TypeError(`${name}: ${parameter} must be ${kind}, not ${kindOf(given)}`);
  return {
    value,
    text(parameter, otherwise) {
      const given = value(parameter);
      if (given === undefined || isMissing(given)) return otherwise;
      if (typeof given.value !== "string") throw expected(parameter, given, "a text");
      return given.value;
    },
    integer(parameter, otherwise) {
      const given = value(parameter);
      if (given === undefined || isMissing(given)) return otherwise;
      if (typeof given.value !== "number" || !Number.isInteger(given.value))
        throw expected(parameter, given, "a whole number");
      return given.value;
    },
    flag(parameter, otherwise) {
      const given = value(parameter);
      return given === undefined ? otherwise : given.__bool__().value;
    },
  };
}
