import type { JsonObject } from "../validation/json.ts";
import type { Content } from "../version/content.ts";
import { declarationOf } from "./declaration.ts";
import { namesAreVerbatim } from "./names.ts";
import type { Slot } from "./template.ts";

/** How a place uses its variable. */
export interface SlotUse {
  /** It stands for a list of messages. Default: false. */
  readonly isHistory?: boolean;
  /** It renders as well without a value. Default: false. */
  readonly isOptional?: boolean;
}

/** The variables of a content, each once, in the order of their first appearance. */
export interface SlotCollector {
  readonly list: readonly Slot[];
  readonly slotOf: ReadonlyMap<string, number>;
  /** The first names of all dotted paths. */
  readonly roots: ReadonlySet<string>;
  /** What a placeholder leaves where it has no value: nothing if its variable need not have one, else itself as it is written. */
  absent(slot: number, written: string): string;
  /** The index of a name's slot. A name is required if any of its places requires it. */
  named(name: string, use?: SlotUse): number;
}

/** A collector for the variables of this content. */
export function slotCollector({ variables = {}, templateSyntax }: Content): SlotCollector {
  const list: Slot[] = [];
  const slotOf = new Map<string, number>();
  const roots = new Set<string>();
  // Declarations are found by names in NFC, like values.
  const isVerbatim = namesAreVerbatim(templateSyntax);
  const declared = isVerbatim ? variables : withNormalNames(variables);
  return {
    list,
    slotOf,
    roots,
    absent: (slot, written) =>
      templateSyntax === "jinja" || list[slot]?.declaration.required === false ? "" : written,
    named(name, { isHistory = false, isOptional = false } = {}) {
      const index = slotOf.get(name);
      const slot = index === undefined ? undefined : list[index];
      if (index !== undefined && slot !== undefined) {
        const uses = { isHistory: slot.isHistory || isHistory, isNeeded: slot.isNeeded || !isOptional };
        list[index] = { ...slot, ...uses };
        return index;
      }
      const path = isVerbatim ? null : pathOf(name);
      if (path !== null) roots.add(path[0]);
      const declaration = declarationOf(declared, name, path);
      slotOf.set(name, list.length);
      return list.push({ name, path, declaration, isVerbatim, isHistory, isNeeded: !isOptional }) - 1;
    },
  };
}

function pathOf(name: string): Slot["path"] {
  if (!name.includes(".")) return null;
  const [first, ...others] = name.split(".");
  return first === undefined || others.length === 0 ? null : [first, ...others];
}

function withNormalNames(variables: JsonObject): JsonObject {
  const names = Object.keys(variables);
  if (names.every((name) => name.normalize("NFC") === name)) return variables;
  const normal = names.map((name) => [name.normalize("NFC"), variables[name]] as const);
  return { ...Object.fromEntries(normal), ...variables } as JsonObject;
}
