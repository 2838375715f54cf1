import type { Node } from "./nodes.ts";
import { writtenName } from "./stored-name.ts";

const KEY = /^[\p{L}_][\p{L}\p{M}\p{Nd}_]*$/u;
const CONSTANTS = new Set(["true", "false", "none", "True", "False", "None"]);

/** What an expression that is a name, or a path from one, asks for. */
export interface Path {
  /** The variable, as it is stored. */
  readonly root: string;
  /** The dotted name, up to the first key that is computed or an index. */
  readonly name: string;
  /** Whether the name is all of it. */
  readonly isWhole: boolean;
}

/** The path that an expression is; null for any other expression. */
export function pathOf(node: Node): Path | null {
  if (node.type === "Identifier") {
    if (CONSTANTS.has(node.value)) return null;
    return { root: node.value, name: writtenName(node.value), isWhole: true };
  }
  if (node.type !== "MemberExpression") return null;
  const object = pathOf(node.object);
  if (object === null) return null;
  const key = keyOf(node.property, node.computed);
  if (key === null || !object.isWhole) return { ...object, isWhole: false };
  return { ...object, name: `${object.name}.${key}` };
}

function keyOf(property: Node, isComputed: boolean): string | null {
  if (!isComputed) return property.type === "Identifier" ? property.value : null;
  return property.type === "StringLiteral" && KEY.test(property.value)
    ? property.value.normalize("NFC")
    : null;
}
