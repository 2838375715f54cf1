import type { Content } from "@promptledger/core";
import { inspectTemplate } from "@promptledger/core";
import { expect, test } from "vitest";
import { propertyName } from "./property-name.ts";
import { variablesType } from "./variables-type.ts";

function typeOf(text: string, rest: Content = {}): string {
  const content: Content = { messages: [{ role: "user", content: text }], ...rest };
  return variablesType(content, inspectTemplate(content), "").replaceAll(/\s+/gu, " ");
}

test("Each type of variable has its TypeScript type, and what has a default or need not be given is optional", () => {
  const variables = {
    a: { _type: "string" },
    b: { _type: "number", value: 1 },
    c: { _type: "boolean", required: false },
    d: { _type: "json" },
    e: { _type: "image_url" },
    f: "a default",
    unused: "b",
  };
  expect(typeOf("{{f}} {{g}} {{e}} {{d}} {{c}} {{b}} {{a}}", { variables })).toBe(
    "{ readonly a: string; readonly b?: number; readonly c?: boolean; readonly d: JsonValue; readonly e: ImageUrl; readonly f?: JsonValue; readonly g: JsonValue; readonly unused?: JsonValue; }",
  );
  const history = [{ role: "placeholder", content: "{{history}}" }];
  expect(typeOf("", { messages: history })).toBe("{ readonly history: readonly Message[]; }");
});

test("Dotted names are nested in the syntaxes with paths, and are names in the syntax dollar", () => {
  expect(typeOf("{{user.name}} {{user.city.zip}}")).toBe(
    "{ readonly user: { readonly city: { readonly zip: JsonValue; }; readonly name: JsonValue; }; }",
  );
  expect(typeOf("{{user}} {{user.name}}")).toBe(
    "{ readonly user: JsonObject & { readonly name: JsonValue; }; }",
  );
  expect(typeOf("{{items.0.name}}")).toBe("{ readonly items: JsonValue; }");
  expect(typeOf("{{user.name}}", { variables: { user: { name: "Ann" } } })).toBe(
    "{ readonly user?: { readonly name?: JsonValue; }; }",
  );
  const dollar = { templateSyntax: "dollar" } as const;
  expect(typeOf(`\${user.name} \${first name}`, dollar)).toBe(
    '{ readonly "first name": JsonValue; readonly "user.name": JsonValue; }',
  );
});

test("A prompt without variables takes none, and one that cannot be rendered takes anything", () => {
  expect(typeOf("Hi")).toBe("Record<string, never>");
  expect(typeOf("{{#if name}}{{/if}}")).toBe("JsonObject");
});

test("Names of any characters are quoted", () => {
  const names = ["name", "$1", "1st", "it's \"*/", "a\u2028b\nc\\", "__proto__", "über"];
  expect(names.map(propertyName)).toEqual([
    "name",
    "$1",
    '"1st"',
    '"it\'s \\"*/"',
    '"a\\u2028b\\nc\\\\"',
    "__proto__",
    '"über"',
  ]);
});
