import type { Budget } from "./budget.ts";
import type { RuntimeValue } from "./engine.ts";
import { EngineScope } from "./engine.ts";

const scratch = new EngineScope();

/** A JSON value, or a function, as a template computes with it. */
export function runtimeValue(value: unknown): RuntimeValue {
  scratch.variables.delete("value");
  return scratch.set("value", value);
}

/** A list of values. */
export function listOf(items: readonly RuntimeValue[]): RuntimeValue {
  const list = runtimeValue([]);
  list.value = items;
  return list;
}

/** A number with a fraction, which is written with one even if it is 0. */
export function fractionOf(number: number): RuntimeValue {
  const value = runtimeValue(0.5);
  value.value = number;
  return value;
}

/** Whether a value is missing: undefined or none. */
export function isMissing({ type }: RuntimeValue): boolean {
  return type === "UndefinedValue" || type === "NullValue";
}

/** The entries of a list; null for anything else. */
export function itemsOf({ type, value }: RuntimeValue): readonly RuntimeValue[] | null {
  return type === "ArrayValue" || type === "TupleValue" ? (value as readonly RuntimeValue[]) : null;
}

/** The entries of an object; null for anything else. */
export function entriesOf({ value }: RuntimeValue): ReadonlyMap<string, RuntimeValue> | null {
  return value instanceof Map ? (value as ReadonlyMap<string, RuntimeValue>) : null;
}

/** A number, or true and false as 1 and 0; null for anything else. */
export function numberOf({ value }: RuntimeValue): number | null {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : null;
}

/** What kind of value it is, for messages. */
export function kindOf(value: RuntimeValue): string {
  if (value.type === "UndefinedValue") return "a missing value";
  if (value.type === "NullValue") return "none";
  if (value.type === "FunctionValue") return "a function";
  if (itemsOf(value) !== null) return "a list";
  if (entriesOf(value) !== null) return "an object";
  return `a ${typeof value.value}`;
}

/** What a value adds to a text: itself, nothing if it is missing, or its JSON. */
export function textOf(value: RuntimeValue, budget: Budget): string {
  if (typeof value.value === "string") return value.value;
  if (isMissing(value)) return "";
  if (itemsOf(value) === null && entriesOf(value) === null && value.type !== "FunctionValue")
    return value.toString();
  return jsonText(value, budget);
}

/** How JSON is written. */
export interface JsonStyle {
  readonly comma: string;
  readonly colon: string;
  readonly indent: string;
}

const COMPACT: JsonStyle = { comma: ",", colon: ":", indent: "" };

/** The JSON of a value. A value in several places counts in each. */
export function jsonText(value: RuntimeValue, budget: Budget, style: JsonStyle = COMPACT): string {
  let length = 0;
  const counted = (text: string): string => {
    length += text.length;
    budget.text(length, text.length);
    return text;
  };
  const write = (one: RuntimeValue, padding: string): string =>
    budget.deeper(() => {
      const items = itemsOf(one);
      const entries = entriesOf(one);
      const inner = padding + style.indent;
      const wrapped = (open: string, parts: readonly string[], close: string): string => {
        if (parts.length === 0) return counted(open + close);
        const [start, end] = style.indent === "" ? ["", ""] : [`\n${inner}`, `\n${padding}`];
        counted(open + close + (start + style.comma).repeat(parts.length));
        return open + start + parts.join(style.comma + start) + end + close;
      };
      if (items !== null)
        return wrapped(
          "[",
          items.map((item) => write(item, inner)),
          "]",
        );
      if (entries === null) return counted(plainJson(one));
      const parts = [...entries].map(
        ([key, entry]) => `${counted(JSON.stringify(key))}${style.colon}${write(entry, inner)}`,
      );
      return wrapped("{", parts, "}");
    });
  return write(value, "");
}

function plainJson(value: RuntimeValue): string {
  if (isMissing(value)) return "null";
  if (typeof value.value === "function") throw new TypeError("a function has no text; call it with ()");
  return typeof value.value === "number" ? value.toString() : JSON.stringify(value.value);
}
