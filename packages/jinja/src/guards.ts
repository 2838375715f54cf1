import type { Node } from "./nodes.ts";
import { pathOf } from "./path-of.ts";

/** The names that have a value wherever a condition is true, or wherever it is false. */
export function guardedBy(condition: Node, holds: boolean): readonly string[] {
  switch (condition.type) {
    case "Identifier":
    case "MemberExpression": {
      const path = pathOf(condition);
      return holds && path !== null ? [path.name] : [];
    }
    case "UnaryExpression":
      return condition.operator.value === "not" ? guardedBy(condition.argument, !holds) : [];
    case "BinaryExpression": {
      const { operator, left, right } = condition;
      if (operator.value !== (holds ? "and" : "or")) return [];
      return [...guardedBy(left, holds), ...guardedBy(right, holds)];
    }
    case "TestExpression": {
      const { test, negate, operand } = condition;
      const isDefined = test.value === (holds === negate ? "undefined" : "defined");
      return isDefined ? guardedBy(operand, true) : [];
    }
    default:
      return [];
  }
}
