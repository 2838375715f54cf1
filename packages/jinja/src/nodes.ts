// The parts of a parsed template: the public fields of the nodes that the library's `parse` returns, as its ast.d.ts declares them. (Its
// declarations import each other without file endings, so TypeScript does not resolve them from an ES module.)

/** A name. */
export interface IdentifierNode {
  readonly type: "Identifier";
  readonly value: string;
}

/** A list of names or values, such as `a, b`. */
export interface TupleNode {
  readonly type: "TupleLiteral";
  readonly value: readonly Node[];
}

/** A part of a text that is rendered in its place: a template, or the body of a block. */
export interface ProgramNode {
  readonly type: "Program";
  readonly body: Node[];
}

/** `a.b` or, computed, `a["b"]`. */
export interface MemberNode {
  readonly type: "MemberExpression";
  readonly object: Node;
  readonly property: Node;
  readonly computed: boolean;
}

/** `a(b)`. */
export interface CallNode {
  readonly type: "CallExpression";
  readonly callee: Node;
  readonly args: readonly Node[];
}

/** `a | b` or `a | b(c)`. */
export interface FilterNode {
  readonly type: "FilterExpression";
  readonly operand: Node;
  /** A name, or the call of one. The grammar also takes paths from a call, which mean nothing. */
  readonly filter: Node;
}

/** The name of a filter; null if it is none. */
export function filterName(filter: Node): string | null {
  const name = filter.type === "CallExpression" ? filter.callee : filter;
  return name.type === "Identifier" ? name.value : null;
}

/** An operation with two sides. */
export interface BinaryNode {
  readonly type: "BinaryExpression";
  readonly operator: { readonly value: string };
  readonly left: Node;
  readonly right: Node;
}

/** `{% for %}`. */
export interface ForNode {
  readonly type: "For";
  readonly loopvar: IdentifierNode | TupleNode;
  iterable: Node;
  body: readonly Node[];
  defaultBlock: readonly Node[];
}

/** `a if b`, and the `if` of a loop. */
export interface SelectNode {
  readonly type: "SelectExpression";
  lhs: Node;
  readonly test: Node;
}

/** `{% macro %}`. */
export interface MacroNode {
  readonly type: "Macro";
  readonly name: IdentifierNode;
  readonly args: readonly (IdentifierNode | KeywordNode)[];
  body: readonly Node[];
}

/** `{% call %}`. */
export interface CallBlockNode {
  readonly type: "CallStatement";
  readonly call: CallNode;
  readonly callerArgs: readonly (IdentifierNode | KeywordNode)[] | null;
  body: readonly Node[];
}

/** `a=b` in a call, or a parameter with a default. */
export interface KeywordNode {
  readonly type: "KeywordArgumentExpression";
  readonly key: IdentifierNode;
  readonly value: Node;
}

/** `{% filter %}`. */
export interface FilterBlockNode {
  readonly type: "FilterStatement";
  readonly filter: IdentifierNode | CallNode;
  readonly body: readonly Node[];
}

/** `{% if %}`. */
export interface IfNode {
  readonly type: "If";
  readonly test: Node;
  body: readonly Node[];
  alternate: readonly Node[];
}

/** `{% set %}`. */
export interface SetNode {
  readonly type: "Set";
  readonly assignee: Node;
  readonly value: Node | null;
  body: readonly Node[];
}

/** A part of a parsed template. */
export type Node =
  | IdentifierNode
  | TupleNode
  | ProgramNode
  | MemberNode
  | CallNode
  | FilterNode
  | BinaryNode
  | ForNode
  | SelectNode
  | MacroNode
  | CallBlockNode
  | KeywordNode
  | FilterBlockNode
  | IfNode
  | SetNode
  | { readonly type: "Break" | "Continue" }
  | { readonly type: "Comment"; readonly value: string }
  | { readonly type: "StringLiteral"; readonly value: string }
  | { readonly type: "IntegerLiteral" | "FloatLiteral"; readonly value: number }
  | { readonly type: "ArrayLiteral"; readonly value: readonly Node[] }
  | { readonly type: "ObjectLiteral"; readonly value: ReadonlyMap<Node, Node> }
  | {
      readonly type: "TestExpression";
      readonly operand: Node;
      readonly negate: boolean;
      readonly test: IdentifierNode;
    }
  | {
      readonly type: "UnaryExpression";
      readonly operator: { readonly value: string };
      readonly argument: Node;
    }
  | { readonly type: "SliceExpression"; readonly start?: Node; readonly stop?: Node; readonly step?: Node }
  | { readonly type: "SpreadExpression" | "KeywordSpreadExpression"; readonly argument: Node }
  | { readonly type: "Ternary"; readonly condition: Node; readonly trueExpr: Node; readonly falseExpr: Node };
