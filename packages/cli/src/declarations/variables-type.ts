import type { Content, TemplateInfo, TemplateVariable } from "@promptledger/core";
import { propertyName } from "./property-name.ts";

/** The types of the core package that a declaration file imports. */
export const IMPORTED_TYPES = ["ImageUrl", "JsonObject", "JsonValue", "Message"] as const;

const TYPE_OF: { readonly [Type in TemplateVariable["type"]]: string } = {
  any: "JsonValue",
  string: "string",
  number: "number",
  boolean: "boolean",
  json: "JsonValue",
  image_url: "ImageUrl",
  messages: "readonly Message[]",
};

/** A name in the values: its own type, if it is a variable itself, and the names below it that dotted variables have. */
interface Named {
  type: string | null;
  required: boolean;
  readonly below: Map<string, Named>;
}

/**
 * The TypeScript type of the values that a strict render of a content accepts. Dotted variables are nested: `user.name` is
 * `{ user: { name } }`. Names are sorted, so that the type depends on the variables alone. Content that cannot be rendered takes any object.
 */
export function variablesType(content: Content, { variables, faults }: TemplateInfo, indent: string): string {
  if (faults.length > 0) return "JsonObject";
  const root = newName();
  for (const { name, type, required } of variables) {
    const path = content.templateSyntax === "dollar" ? [name] : name.split(".");
    let named = root;
    for (const key of path) named = below(named, key);
    named.type = TYPE_OF[type];
    named.required = required;
  }
  // What only the version's `variables` name may be given too.
  const filled = new Set(variables.map(({ name }) => name));
  for (const given of Object.keys(content.variables ?? {})) {
    const name = content.templateSyntax === "dollar" ? given : given.normalize("NFC");
    if (!filled.has(name) && !root.below.has(name)) below(root, name).type = TYPE_OF.any;
  }
  return root.below.size === 0 ? "Record<string, never>" : objectType(root, indent);
}

function newName(): Named {
  return { type: null, required: false, below: new Map() };
}

function below(named: Named, key: string): Named {
  const known = named.below.get(key) ?? newName();
  named.below.set(key, known);
  return known;
}

function objectType({ below: names }: Named, indent: string): string {
  const lines = [...names]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(
      ([name, named]) =>
        `${indent}  readonly ${propertyName(name)}${isRequired(named) ? "" : "?"}: ${typeOf(named, `${indent}  `)};\n`,
    );
  return `{\n${lines.join("")}${indent}}`;
}

function typeOf(named: Named, indent: string): string {
  const { type, below: names } = named;
  if (names.size === 0) return type ?? TYPE_OF.any;
  // A number is the index of a list, or a key of an object.
  if ([...names.keys()].some((name) => /^[0-9]+$/u.test(name))) return TYPE_OF.any;
  const nested = objectType(named, indent);
  return type === null ? nested : `JsonObject & ${nested}`;
}

function isRequired({ required, below: names }: Named): boolean {
  return required || [...names.values()].some(isRequired);
}
