import type { Issue } from "../errors.ts";
import { invalidInput } from "./parse.ts";

/** What an option may be. */
export interface OptionRule {
  /** Whether the option may have this value. */
  isValid(value: unknown): boolean;
  /** Completes "must be". */
  readonly wanted: string;
  /** Whether the option must be given. Default: false. */
  readonly required?: boolean;
}

/** The rules of all options, by name. */
export type OptionRules<Options> = { readonly [Name in keyof Options]-?: OptionRule };

/**
 * Checks the options that a host gives a factory function. Throws `invalid-input`, which names each option that is unknown, missing or of
 * the wrong type.
 */
export function checkOptions<Options extends object>(options: Options, rules: OptionRules<Options>): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidInput([{ field: "options", message: "must be an object" }]);
  const given = options as { readonly [name: string]: unknown };
  const known = rules as { readonly [name: string]: OptionRule };
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  const issues: readonly Issue[] = [
    ...Object.entries(known).flatMap(([field, rule]) => issueOf(field, given[field], rule)),
    ...unknown.map((field) => ({
      field,
      message: `unknown option; there are ${Object.keys(known).join(", ")}`,
    })),
  ];
  if (issues.length > 0) throw invalidInput(issues);
}

function issueOf(
  field: string,
  value: unknown,
  { isValid, wanted, required = false }: OptionRule,
): readonly Issue[] {
  return (value === undefined && !required) || isValid(value)
    ? []
    : [{ field, message: `must be ${wanted}` }];
}

/** An object, or a function, that has these methods. */
export function withMethods(wanted: string, ...methods: readonly string[]): OptionRule {
  return { isValid: (value) => hasMethods(value, methods), wanted };
}

/** Whether a value has these methods, its own or inherited. */
export function hasMethods(value: unknown, methods: readonly string[]): boolean {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  const owner = value as { readonly [method: string]: unknown };
  return methods.every((method) => typeof owner[method] === "function");
}

/** The longest time that the timers of JavaScript take, in milliseconds: 24 days. They end at once for a longer one. */
export const LONGEST_TIME = 2_147_483_647;

/** An integer of at least this size. */
export function integerFrom(minimum: number): OptionRule {
  return {
    isValid: (value) => Number.isSafeInteger(value) && (value as number) >= minimum,
    wanted: `an integer of at least ${minimum}`,
  };
}

/** A time in milliseconds that a timer can wait for, at least 1. */
export const millisecondsRule: OptionRule = {
  isValid: (value) => integerFrom(1).isValid(value) && (value as number) <= LONGEST_TIME,
  wanted: `an integer of at least 1 and at most ${LONGEST_TIME}, in milliseconds`,
};

/** A number of days, more than 0. */
export const daysRule: OptionRule = {
  isValid: (value) => typeof value === "number" && Number.isFinite(value) && value > 0,
  wanted: "a number of days, more than 0",
};

/** How many appends, and how many bytes of them, may wait. */
export const maximumWaitingRule: OptionRule = {
  isValid(value) {
    if (typeof value !== "object" || value === null) return false;
    const { appends, bytes, ...others } = value as { readonly [name: string]: unknown };
    const { isValid } = integerFrom(1);
    return isValid(appends) && isValid(bytes) && Object.keys(others).length === 0;
  },
  wanted: "{ appends, bytes }, both integers of at least 1",
};

/** True or false. */
export const booleanRule: OptionRule = {
  isValid: (value) => typeof value === "boolean",
  wanted: "true or false",
};

/** A clock. */
export const clockRule: OptionRule = withMethods("a clock with the methods now and sleep", "now", "sleep");
