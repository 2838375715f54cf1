import type { RuntimeValue } from "./engine.ts";
import type { Filter } from "./filter.ts";
import { entriesOf, fractionOf, isMissing, itemsOf, kindOf, numberOf, runtimeValue } from "./values.ts";

/** The filters that make numbers. */
export const NUMBER_FILTERS: { readonly [name: string]: Filter } = {
  length: { parameters: [], run: (operand) => runtimeValue(sizeOf(operand)) },
  count: { parameters: [], run: (operand) => runtimeValue(sizeOf(operand)) },
  abs: {
    parameters: [],
    run: (operand) => sameKind(operand, Math.abs(required(operand, "abs"))),
  },
  round: {
    parameters: ["precision", "method"],
    run(operand, given) {
      const number = required(operand, "round");
      const factor = 10 ** Math.min(15, Math.max(-15, given.integer("precision", 0)));
      const rounding = ROUNDING[given.text("method", "common")];
      if (rounding === undefined) throw new TypeError("round: method must be common, ceil or floor");
      const rounded = rounding(number * factor) / factor;
      return fractionOf(Number.isFinite(rounded) ? rounded : number);
    },
  },
  int: {
    parameters: ["default"],
    run(operand, given) {
      const number = Math.trunc(numberOf(operand) ?? Number.parseFloat(String(operand.value)));
      return Number.isFinite(number) ? runtimeValue(number) : (given.value("default") ?? runtimeValue(0));
    },
  },
  float: {
    parameters: ["default"],
    run(operand, given) {
      const number = numberOf(operand) ?? Number.parseFloat(String(operand.value));
      return Number.isFinite(number) ? fractionOf(number) : (given.value("default") ?? fractionOf(0));
    },
  },
};

/** As Python does it, a half is rounded to the even neighbor. */
const ROUNDING: { readonly [method: string]: (number: number) => number } = {
  common: (number) => (Math.abs(number % 1) === 0.5 ? 2 * Math.round(number / 2) : Math.round(number)),
  ceil: Math.ceil,
  floor: Math.floor,
};

function sizeOf(value: RuntimeValue): number {
  if (isMissing(value)) return 0;
  if (typeof value.value === "string") return value.value.length;
  const size = itemsOf(value)?.length ?? entriesOf(value)?.size;
  if (size === undefined) throw new TypeError(`length: ${kindOf(value)} has none`);
  return size;
}

function required(value: RuntimeValue, name: string): number {
  const number = numberOf(value);
  if (number === null) throw new TypeError(`${name}: ${kindOf(value)} is not a number`);
  return number;
}

function sameKind({ type }: RuntimeValue, number: number): RuntimeValue {
  return type === "FloatValue" ? fractionOf(number) : runtimeValue(number);
}
