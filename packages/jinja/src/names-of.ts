import { guardedBy } from "./guards.ts";
import type { NameScope } from "./name-scope.ts";
import { nameScope } from "./name-scope.ts";
import type { CallBlockNode, ForNode, IfNode, MacroNode, Node, ProgramNode, SetNode } from "./nodes.ts";
import { filterName } from "./nodes.ts";
import { pathOf } from "./path-of.ts";
import { FlawError } from "./tokens.ts";

/** The names that a template asks its values for. */
export interface Names {
  /** In the order of their first appearance. */
  readonly names: readonly string[];
  /** Those without which it is meant to render: each of their places asks whether they have a value. */
  readonly optional: readonly string[];
  /** The variables that they are, or are parts of, as they are stored. */
  readonly roots: ReadonlySet<string>;
}

/** Finds the names of a template. Takes time in proportion to it. */
export function namesOf(program: ProgramNode): Names {
  const needed = new Map<string, boolean>();
  const roots = new Set<string>();
  const walker = walkerOf((root, name, isNeeded) => {
    roots.add(root);
    needed.set(name, needed.get(name) === true || isNeeded);
  });
  walker.all(program.body, nameScope());
  const names = [...needed.keys()];
  return { names, roots, optional: names.filter((name) => needed.get(name) !== true) };
}

interface Walker {
  /** `asks`: the place asks whether there is a value. */
  one(node: Node, scope: NameScope, asks?: boolean): void;
  all(nodes: Iterable<Node>, scope: NameScope): void;
}

function walkerOf(note: (root: string, name: string, isNeeded: boolean) => void): Walker {
  const walker: Walker = {
    all(nodes, scope) {
      for (const node of nodes) walker.one(node, scope);
    },
    one(node, scope, asks = false) {
      const path = pathOf(node);
      if (path !== null && !scope.isSet(path.root))
        note(path.root, path.name, !asks && !scope.isGuarded(path.name));
      switch (node.type) {
        case "MemberExpression":
          if (path === null) walker.one(node.object, scope);
          return keys(node, scope, walker);
        case "If":
          return branches(node, scope, walker);
        case "For":
          return loop(node, scope, walker);
        case "Set":
          return assignment(node, scope, walker);
        case "Macro":
          scope.set(node.name.value);
          return block(node, node.args, scope, walker);
        case "CallStatement":
          walker.one(node.call, scope);
          return block(node, node.callerArgs ?? [], scope, walker);
        case "FilterExpression": {
          const { operand, filter } = node;
          const name = filterName(filter);
          if (name === null)
            throw new FlawError(0, "a filter must be a name, or a name with arguments in brackets");
          const isDefault = name === "default" || name === "d";
          walker.one(operand, scope, isDefault || (asks && name.startsWith("$")));
          return filter.type === "CallExpression" ? walker.all(filter.args, scope) : undefined;
        }
        case "TestExpression":
          return walker.one(node.operand, scope, /^(?:un)?defined$/u.test(node.test.value));
        case "UnaryExpression":
          return walker.one(node.argument, scope, node.operator.value === "not");
        case "BinaryExpression": {
          const { operator, left, right } = node;
          const isLogical = operator.value === "and" || operator.value === "or";
          walker.one(left, scope, isLogical);
          return walker.one(
            right,
            scope.within(isLogical ? guardedBy(left, operator.value === "and") : []),
            isLogical && asks,
          );
        }
        case "Ternary":
          walker.one(node.condition, scope, true);
          walker.one(node.trueExpr, scope.within(guardedBy(node.condition, true)), asks);
          return walker.one(node.falseExpr, scope.within(guardedBy(node.condition, false)), asks);
        case "SelectExpression":
          walker.one(node.test, scope, true);
          return walker.one(node.lhs, scope.within(guardedBy(node.test, true)), asks);
        case "CallExpression":
          // A function has its name to itself; a method belongs to a value.
          if (node.callee.type === "MemberExpression") walker.one(node.callee.object, scope);
          else if (node.callee.type !== "Identifier") walker.one(node.callee, scope);
          return walker.all(node.args, scope);
        case "ObjectLiteral":
          for (const [key, value] of node.value) walker.all([key, value], scope);
          return undefined;
        case "Program":
          return walker.all(node.body, scope);
        case "ArrayLiteral":
        case "TupleLiteral":
          return walker.all(node.value, scope);
        case "KeywordArgumentExpression":
          return walker.one(node.value, scope);
        case "SpreadExpression":
        case "KeywordSpreadExpression":
          return walker.one(node.argument, scope);
        case "SliceExpression":
          return walker.all(
            [node.start, node.stop, node.step].filter((part) => part !== undefined),
            scope,
          );
        default:
          return undefined;
      }
    },
  };
  return walker;
}

/** The keys of a path that are computed. */
function keys(node: Node, scope: NameScope, walker: Walker): void {
  for (let member = node; member.type === "MemberExpression"; member = member.object) {
    if (member.computed) walker.one(member.property, scope);
    if (pathOf(member) === null) return;
  }
}

function branches({ test, body, alternate }: IfNode, scope: NameScope, walker: Walker): void {
  walker.one(test, scope, true);
  const then = scope.within(guardedBy(test, true));
  const otherwise = scope.within(guardedBy(test, false));
  walker.all(body, then);
  walker.all(alternate, otherwise);
  for (const name of then.own) if (otherwise.own.has(name)) scope.set(name);
}

function loop({ loopvar, iterable, body, defaultBlock }: ForNode, scope: NameScope, walker: Walker): void {
  const turn = scope.within();
  const targets = loopvar.type === "Identifier" ? [loopvar] : loopvar.value;
  if (iterable.type === "SelectExpression") {
    walker.one(iterable.lhs, scope);
    const condition = scope.within();
    setAll(targets, condition);
    walker.one(iterable.test, condition, true);
  } else walker.one(iterable, scope);
  setAll(targets, turn);
  turn.set("loop");
  walker.all(body, turn);
  walker.all(defaultBlock, scope.within());
}

function setAll(targets: readonly Node[], scope: NameScope): void {
  for (const target of targets) if (target.type === "Identifier") scope.set(target.value);
}

function assignment({ assignee, value, body }: SetNode, scope: NameScope, walker: Walker): void {
  if (value !== null) walker.one(value, scope);
  walker.all(body, scope);
  if (assignee.type === "Identifier") scope.set(assignee.value);
  else if (assignee.type === "TupleLiteral") setAll(assignee.value, scope);
  else walker.one(assignee, scope);
}

function block(
  node: MacroNode | CallBlockNode,
  parameters: MacroNode["args"],
  outer: NameScope,
  walker: Walker,
): void {
  const scope = outer.within();
  for (const parameter of parameters)
    scope.set(parameter.type === "Identifier" ? parameter.value : parameter.key.value);
  for (const name of ["caller", "varargs", "kwargs"]) scope.set(name);
  for (const parameter of parameters) if (parameter.type !== "Identifier") walker.one(parameter.value, scope);
  walker.all(node.body, scope);
}
