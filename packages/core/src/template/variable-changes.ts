import type { ContractChange } from "../errors.ts";
import type { Content } from "../version/content.ts";
import type { VariableType } from "./declaration.ts";
import type { TemplateInfo, TemplateVariable } from "./inspect.ts";
import { comparedName, namesAreVerbatim } from "./names.ts";

/** A content with what its templates say. */
export interface Inspected {
  readonly content: Content;
  readonly info: TemplateInfo;
}

/**
 * How the values that a strict render takes differ: every reason why it would refuse values that the live content takes. It may take more than
 * that, such as a new variable that need not be given.
 */
export function variableChanges(live: Inspected, next: Inspected): readonly ContractChange[] {
  // Nothing can be rendered that depends on it.
  if (live.info.faults.length > 0) return [];
  if (next.info.faults.length > 0) return [changed("template", "messages", "changed", "cannot be rendered")];
  const before = variablesByName(live);
  const after = variablesByName(next);
  const changes: ContractChange[] = [];
  for (const name of namesTaken(live)) {
    const was = before.get(name);
    const is = after.get(keyIn(next, name));
    if (is === undefined) {
      if (!takesName(next, name))
        changes.push(
          changed("variable", name, "removed", "is not in the template any more, and giving it is refused"),
        );
      continue;
    }
    if (is.required && was?.required !== true)
      changes.push(changed("variable", name, "changed", "must be given, and need not be given now"));
    else if (is.required && name.includes(".") && !isVerbatim(live) && isVerbatim(next))
      changes.push(changed("variable", name, "changed", `is not found within ${rootOf(name)} any more`));
    const type = was?.type ?? "any";
    if (!takesType(is.type, type))
      changes.push(changed("variable", name, "changed", `takes ${is.type}, and takes ${type} now`));
  }
  for (const { name, required } of next.info.variables)
    if (required && !isTaken(live, name))
      changes.push(changed("variable", name, "added", "is new, and must be given"));
  return changes;
}

function changed(
  part: ContractChange["part"],
  name: string,
  change: ContractChange["change"],
  message: string,
): ContractChange {
  return { part, name, change, message };
}

function variablesByName({ info }: Inspected): ReadonlyMap<string, TemplateVariable> {
  return new Map(info.variables.map((variable) => [variable.name, variable]));
}

/** A name as the variables of this content are compared with it. */
function keyIn({ content }: Inspected, name: string): string {
  return comparedName(content.templateSyntax, name);
}

function isVerbatim({ content }: Inspected): boolean {
  return namesAreVerbatim(content.templateSyntax);
}

/** Every name under which the content takes a value: its variables, the first names of dotted ones, and what its `variables` name. */
function namesTaken(inspected: Inspected): ReadonlySet<string> {
  const { content, info } = inspected;
  const names = info.variables.map(({ name }) => name);
  const roots = isVerbatim(inspected) ? [] : names.map(rootOf);
  return new Set([...names, ...roots, ...Object.keys(content.variables ?? {})]);
}

function isTaken(inspected: Inspected, name: string): boolean {
  return [...namesTaken(inspected)].some((one) => keyIn(inspected, one) === name);
}

function takesName(inspected: Inspected, name: string): boolean {
  const taken = namesTaken(inspected);
  return taken.has(name) || taken.has(keyIn(inspected, name));
}

function rootOf(name: string): string {
  return name.split(".")[0] ?? name;
}

/** Whether a variable of this type takes every value that one of another type takes. */
function takesType(type: VariableType, other: VariableType): boolean {
  return type === other || type === "any" || type === "json";
}
