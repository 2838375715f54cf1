import type { Given } from "./arguments.ts";
import { takeArguments } from "./arguments.ts";
import type { Budget } from "./budget.ts";
import { LOOP_FILTER, OUTPUT_FILTER } from "./desugar.ts";
import type { RuntimeValue, Scope } from "./engine.ts";
import { EngineInterpreter, EngineScope } from "./engine.ts";
import type { Filter } from "./filter.ts";
import { FILTERS } from "./filters.ts";
import { iterated } from "./list-filters.ts";
import { methodOf } from "./methods.ts";
import type { CallNode, FilterNode, MemberNode, Node } from "./nodes.ts";
import { filterName } from "./nodes.ts";
import { operate } from "./operators.ts";
import { entriesOf, itemsOf, kindOf, listOf, runtimeValue, textOf } from "./values.ts";

/** The variable that holds a value whose part is asked for. */
const OBJECT = "$object";
/** What defining a macro costs for each token of the template, in characters: the library reads its body again. */
const MACRO_COST = 32;
/** What leaving a turn costs, in characters: the library throws an error for it. */
const JUMP_COST = 2_560;

/** The library's interpreter with limits: every part of a template passes through `evaluate`, which counts it. */
export class LimitedInterpreter extends EngineInterpreter {
  readonly #budget: Budget;
  readonly #size: number;

  constructor(scope: Scope, budget: Budget, size: number) {
    super(scope);
    this.#budget = budget;
    this.#size = size;
  }

  override evaluate(node: Node | undefined, scope: Scope): RuntimeValue {
    if (node === undefined) return runtimeValue(undefined);
    this.#budget.enter();
    let value: RuntimeValue;
    try {
      value = this.#evaluated(node, scope);
    } finally {
      this.#budget.leave();
    }
    if (typeof value.value === "string") this.#budget.text(value.value.length);
    else this.#budget.spend(itemsOf(value)?.length ?? entriesOf(value)?.size ?? 0);
    return value;
  }

  #evaluated(node: Node, scope: Scope): RuntimeValue {
    switch (node.type) {
      case "Identifier":
        return lookUp(scope, node.value);
      case "FilterExpression":
        return this.#filtered(node, scope);
      case "BinaryExpression": {
        const { operator, left, right } = node;
        if (operator.value === "and" || operator.value === "or") return super.evaluate(node, scope);
        return operate(operator.value, this.evaluate(left, scope), this.evaluate(right, scope), this.#budget);
      }
      case "MemberExpression":
        return this.#member(node, scope);
      case "CallExpression":
        return node.callee.type === "MemberExpression"
          ? this.#method(node.callee, node, scope)
          : super.evaluate(node, scope);
      case "Macro":
      case "CallStatement":
        this.#budget.spend(this.#size * MACRO_COST);
        return super.evaluate(node, scope);
      case "Break":
      case "Continue":
        this.#budget.spend(JUMP_COST);
        return super.evaluate(node, scope);
      default:
        return super.evaluate(node, scope);
    }
  }

  #filtered({ operand, filter }: FilterNode, scope: Scope): RuntimeValue {
    const value = this.evaluate(operand, scope);
    const name = filterName(filter) ?? "";
    if (name === OUTPUT_FILTER)
      return typeof value.value === "string" ? value : runtimeValue(textOf(value, this.#budget));
    if (name === LOOP_FILTER) {
      const items = iterated(value, this.#budget);
      this.#budget.turn(items.length);
      return items === value.value ? value : listOf(items);
    }
    const found = FILTERS.get(name);
    if (found === undefined) throw new TypeError(`there is no filter ${name}`);
    return this.#called(name, found, value, filter.type === "CallExpression" ? filter.args : [], scope);
  }

  #called(
    name: string,
    filter: Filter,
    operand: RuntimeValue,
    args: readonly Node[],
    scope: Scope,
  ): RuntimeValue {
    return filter.run(
      operand,
      takeArguments(name, filter.parameters, this.#given(name, args, scope)),
      this.#budget,
    );
  }

  #given(name: string, args: readonly Node[], scope: Scope): Given {
    const positional: RuntimeValue[] = [];
    const named = new Map<string, RuntimeValue>();
    for (const node of args) {
      if (node.type === "KeywordArgumentExpression")
        named.set(node.key.value, this.evaluate(node.value, scope));
      else if (node.type === "SpreadExpression" || node.type === "KeywordSpreadExpression")
        throw new TypeError(`${name} cannot be called with * or **`);
      else positional.push(this.evaluate(node, scope));
    }
    return { positional, named };
  }

  #member({ object: objectNode, property, computed }: MemberNode, scope: Scope): RuntimeValue {
    const object = this.evaluate(objectNode, scope);
    if (property.type === "SliceExpression") {
      const within = new EngineScope(scope);
      within.setVariable(OBJECT, object);
      // The library makes a list of a text's characters first.
      if (typeof object.value === "string") this.#budget.spend(object.value.length * 8);
      return super.evaluate(
        { type: "MemberExpression", object: { type: "Identifier", value: OBJECT }, property, computed },
        within,
      );
    }
    const key =
      !computed && property.type === "Identifier" ? property.value : this.evaluate(property, scope).value;
    return partOf(object, key) ?? runtimeValue(undefined);
  }

  #method(
    { object: objectNode, property, computed }: MemberNode,
    call: CallNode,
    scope: Scope,
  ): RuntimeValue {
    const object = this.evaluate(objectNode, scope);
    const key =
      !computed && property.type === "Identifier" ? property.value : this.evaluate(property, scope).value;
    const name = String(key);
    const own = partOf(object, key);
    if (own?.type === "FunctionValue") {
      const within = new EngineScope(scope);
      within.setVariable(OBJECT, own);
      return super.evaluate({ ...call, callee: { type: "Identifier", value: OBJECT } }, within);
    }
    const method = methodOf(object, name);
    if (method === undefined) throw new TypeError(`${kindOf(object)} has no method ${name}`);
    return this.#called(name, method, object, call.args, scope);
  }
}

/** An entry of an object or a list, or a character of a text. Nothing else of a value can be reached. */
function partOf(object: RuntimeValue, key: unknown): RuntimeValue | undefined {
  const entries = entriesOf(object);
  if (entries !== null)
    return typeof key === "string" || typeof key === "number" ? entries.get(String(key)) : undefined;
  if (typeof key !== "number") return undefined;
  if (typeof object.value !== "string") return itemsOf(object)?.at(key);
  const character = object.value.at(key);
  return character === undefined ? undefined : runtimeValue(character);
}

function lookUp(scope: Scope, name: string): RuntimeValue {
  for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
    const value = one.variables.get(name);
    if (value !== undefined) return value;
  }
  return runtimeValue(undefined);
}
