import type { FilterNode, Node } from "./nodes.ts";

/** The filter that makes a text of what is output. */
export const OUTPUT_FILTER = "$output";
/** The filter that makes a list of what a loop goes over, and counts its turns. */
export const LOOP_FILTER = "$loop";

/** Everything that gives the body of a block its text without being an expression. */
const STATEMENTS = new Set<Node["type"]>([
  "Program",
  "Set",
  "If",
  "For",
  "Macro",
  "CallStatement",
  "FilterStatement",
  "Break",
  "Continue",
  "Comment",
  "StringLiteral",
]);

/** The same statements, in which each output and each loop passes through a filter of ours, and `{% filter %}` is one. */
export function desugared(statements: readonly Node[]): Node[] {
  return statements.map((node) => (STATEMENTS.has(node.type) ? desugaredStatement(node) : output(node)));
}

function desugaredStatement(node: Node): Node {
  switch (node.type) {
    case "If":
      node.body = desugared(node.body);
      node.alternate = desugared(node.alternate);
      return node;
    case "For":
      node.body = desugared(node.body);
      node.defaultBlock = desugared(node.defaultBlock);
      if (node.iterable.type === "SelectExpression")
        node.iterable.lhs = filtered(node.iterable.lhs, LOOP_FILTER);
      else node.iterable = filtered(node.iterable, LOOP_FILTER);
      return node;
    case "Set":
    case "Macro":
      node.body = desugared(node.body);
      return node;
    case "CallStatement":
      node.body = desugared(node.body);
      return output(node);
    case "FilterStatement": {
      const operand: Node = { type: "Program", body: desugared(node.body) };
      return output({ type: "FilterExpression", operand, filter: node.filter });
    }
    default:
      return node;
  }
}

function output(node: Node): FilterNode {
  return filtered(node, OUTPUT_FILTER);
}

function filtered(operand: Node, name: string): FilterNode {
  return { type: "FilterExpression", operand, filter: { type: "Identifier", value: name } };
}
