import type { Budget } from "./budget.ts";
import type { RuntimeValue } from "./engine.ts";
import {
  entriesOf,
  fractionOf,
  isMissing,
  itemsOf,
  kindOf,
  listOf,
  numberOf,
  runtimeValue,
  textOf,
} from "./values.ts";

/** Computes `left operator right`; `and` and `or` are not among the operators, since they may not need their right side. */
export function operate(
  operator: string,
  left: RuntimeValue,
  right: RuntimeValue,
  budget: Budget,
): RuntimeValue {
  switch (operator) {
    case "==":
    case "!=":
      return runtimeValue(isEqual(left, right, budget) === (operator === "=="));
    case "in":
    case "not in":
      return runtimeValue(isIn(left, right, budget) === (operator === "in"));
    case "<":
    case ">":
    case "<=":
    case ">=": {
      const order = compare(left, right);
      if (operator === "<") return runtimeValue(order < 0);
      if (operator === ">") return runtimeValue(order > 0);
      return runtimeValue(operator === "<=" ? order <= 0 : order >= 0);
    }
    case "~":
      return concatenated(textOf(left, budget), textOf(right, budget), budget);
    case "+":
      return added(left, right, budget);
    case "*":
      return multiplied(left, right, budget);
    default:
      return calculated(operator, left, right);
  }
}

/** Whether two values are equal: lists and objects by what they have. */
function isEqual(left: RuntimeValue, right: RuntimeValue, budget: Budget): boolean {
  if (left === right) return true;
  budget.spend(0);
  const [items, others] = [itemsOf(left), itemsOf(right)];
  if (items !== null && others !== null)
    return (
      items.length === others.length &&
      budget.deeper(() => items.every((item, index) => isEqual(item, others[index] ?? item, budget)))
    );
  const [entries, otherEntries] = [entriesOf(left), entriesOf(right)];
  if (entries !== null && otherEntries !== null)
    return (
      entries.size === otherEntries.size &&
      budget.deeper(() =>
        [...entries].every(([key, value]) => {
          const other = otherEntries.get(key);
          return other !== undefined && isEqual(value, other, budget);
        }),
      )
    );
  const numbers = [numberOf(left), numberOf(right)];
  return numbers.every((number) => number !== null) ? numbers[0] === numbers[1] : left.value === right.value;
}

/** Negative if the left value comes before the right one. Only numbers have an order, and texts. */
export function compare(left: RuntimeValue, right: RuntimeValue): number {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first !== null && second !== null) return first - second;
  if (typeof left.value === "string" && typeof right.value === "string")
    return left.value < right.value ? -1 : Number(left.value > right.value);
  throw new TypeError(`${kindOf(left)} and ${kindOf(right)} have no order; compare two numbers or two texts`);
}

function isIn(left: RuntimeValue, right: RuntimeValue, budget: Budget): boolean {
  if (isMissing(right)) return false;
  const items = itemsOf(right);
  if (items !== null) return items.some((item) => isEqual(item, left, budget));
  const entries = entriesOf(right);
  if (entries !== null) return typeof left.value === "string" && entries.has(left.value);
  if (typeof right.value === "string" && typeof left.value === "string")
    return right.value.includes(left.value);
  throw new TypeError(`${kindOf(left)} cannot be looked for in ${kindOf(right)}`);
}

function concatenated(left: string, right: string, budget: Budget): RuntimeValue {
  budget.text(left.length + right.length);
  return runtimeValue(left + right);
}

function added(left: RuntimeValue, right: RuntimeValue, budget: Budget): RuntimeValue {
  const [items, others] = [itemsOf(left), itemsOf(right)];
  if (items !== null && others !== null) {
    budget.list(items.length + others.length);
    return listOf([...items, ...others]);
  }
  // Jinja would refuse a text and a number; templates of chat models count on it.
  if (typeof left.value === "string" || typeof right.value === "string")
    return concatenated(textOf(left, budget), textOf(right, budget), budget);
  return calculated("+", left, right);
}

function multiplied(left: RuntimeValue, right: RuntimeValue, budget: Budget): RuntimeValue {
  const [value, count] = numberOf(right) === null ? [right, left] : [left, right];
  const times = Math.max(0, numberOf(count) ?? Number.NaN);
  const items = itemsOf(value);
  if (Number.isInteger(times) && typeof value.value === "string") {
    budget.text(value.value.length * times);
    return runtimeValue(value.value.length === 0 ? "" : value.value.repeat(times));
  }
  if (Number.isInteger(times) && items !== null) {
    budget.list(items.length * times);
    return listOf(items.length === 0 ? [] : Array.from({ length: times }, () => items).flat());
  }
  return calculated("*", left, right);
}

function calculated(operator: string, left: RuntimeValue, right: RuntimeValue): RuntimeValue {
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first === null || second === null)
    throw new TypeError(`${operator} is not possible with ${kindOf(left)} and ${kindOf(right)}`);
  if (second === 0 && "//%".includes(operator)) throw new RangeError(`${operator} by zero is not possible`);
  const result = calculate(operator, first, second);
  if (!Number.isFinite(result)) throw new RangeError(`the result of ${operator} is not a number`);
  const isWhole = left.type !== "FloatValue" && right.type !== "FloatValue" && operator !== "/";
  return isWhole ? runtimeValue(result) : fractionOf(result);
}

function calculate(operator: string, first: number, second: number): number {
  switch (operator) {
    case "+":
      return first + second;
    case "-":
      return first - second;
    case "*":
      return first * second;
    case "/":
      return first / second;
    case "//":
      return Math.floor(first / second);
    case "%":
      return first - second * Math.floor(first / second);
    case "**":
      return first ** second;
    default:
      throw new TypeError(`there is no operator ${operator}`);
  }
}
