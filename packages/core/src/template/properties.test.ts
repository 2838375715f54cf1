import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../validation/json.ts";
import type { Content, TemplateSyntax } from "../version/content.ts";
import { templatesOf } from "./templates.ts";

const templates = templatesOf(null);

/** What is no variable in Jinja. */
const WORDS = new Set("true false none and or not in is if else".split(" "));

const names = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "größe",
    "a.b",
    "user.name",
    "items.0",
    "constructor",
    "__proto__",
    "toString",
    "a.__proto__",
  ),
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,4}$/u).filter((name) => !WORDS.has(name)),
);
const syntaxes = fc.constantFrom<TemplateSyntax>("mustache", "dollar", "jinja");
const literals = fc.oneof(
  fc.string({ unit: fc.constantFrom("x", " ", "\n", "}", "$", "ü", "<", "\\.") }),
  fc.constant(""),
);

function placeholder(syntax: TemplateSyntax, name: string): string {
  return syntax === "dollar" ? `\${${name}}` : `{{${name}}}`;
}

/** A text with these names, and text between them that is no template of the syntax. */
const texts = fc
  .record({ syntax: syntaxes, parts: fc.array(fc.tuple(literals, names), { maxLength: 6 }), last: literals })
  .map(({ syntax, parts, last }) => ({
    syntax,
    text: `${parts.map(([literal, name]) => `${literal}.${placeholder(syntax, name)}.`).join("")}${last}`,
    names: [...new Set(parts.map(([, name]) => name.normalize("NFC")))],
  }));

function contentOf(text: string, templateSyntax: TemplateSyntax, variables: JsonObject = {}): Content {
  return { messages: [{ role: "user", content: text }], templateSyntax, variables };
}

function textOf(content: Content, values: JsonObject, mode: "strict" | "lenient" = "strict"): unknown {
  return templates.render(content, null, values, { mode }).messages[0]?.["content"];
}

/** An object with these own entries, also for `__proto__`. */
function entries(list: Iterable<readonly [string, unknown]>): JsonObject {
  return Object.fromEntries(list) as JsonObject;
}

function isRefused(call: () => unknown): boolean {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}

test("the required variables are exactly those whose absence makes a strict render fail", () => {
  const declared = fc.array(
    fc.tuple(
      names,
      fc.constantFrom<unknown>("x", "", null, { _type: "text", required: false }, { _type: "text" }),
    ),
  );
  fc.assert(
    fc.property(texts, declared, ({ syntax, text }, variables) => {
      // A declaration of its own is not to be found as the end of a path.
      const content = contentOf(text, syntax, entries(variables.filter(([name]) => !name.includes("."))));
      const { variables: all } = templates.inspect(content);
      const values = all.map(({ name }) => [name, "v"] as const);
      expect(isRefused(() => textOf(content, entries(values)))).toBe(false);
      for (const { name, required } of all) {
        const others = entries(values.filter(([other]) => other !== name));
        expect(isRefused(() => textOf(content, others))).toBe(required);
      }
    }),
    { numRuns: 300 },
  );
});

test("rendering each variable to its own placeholder returns the template", () => {
  fc.assert(
    fc.property(texts, ({ syntax, text, names: all }) => {
      const values = entries(all.map((name) => [name, placeholder(syntax, name)]));
      expect(textOf(contentOf(text, syntax), values)).toBe(text.normalize("NFC"));
    }),
    { numRuns: 300 },
  );
});

test("a lenient render without values returns the template, or in Jinja leaves its variables empty", () => {
  fc.assert(
    fc.property(texts, ({ syntax, text }) => {
      const empty = text.replaceAll(/\{\{[^{}]*\}\}/gu, "");
      expect(textOf(contentOf(text, syntax), {}, "lenient")).toBe(syntax === "jinja" ? empty : text);
    }),
    { numRuns: 200 },
  );
});

test("values are never expanded again, and nothing is escaped", () => {
  const values = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("{{a}}", "$$ $& $1", "\\{{a}}", "<&>", "{% if a %}"),
    names.map((name) => `\${${name}} {{${name}}}`),
  );
  fc.assert(
    fc.property(syntaxes, values, values, (syntax, a, b) => {
      const text = `${placeholder(syntax, "a")}|${placeholder(syntax, "b")}`;
      expect(textOf(contentOf(text, syntax), { a, b })).toBe(`${a}|${b}`);
    }),
  );
});

test("the variables that inspecting lists are exactly those that rendering fills", () => {
  const messages = fc.array(fc.tuple(texts, fc.boolean()), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(messages, syntaxes, (list, syntax) => {
      const content: Content = {
        templateSyntax: syntax,
        messages: list.map(([{ text }, isBlock]) => ({
          role: "user",
          content: isBlock
            ? [
                { type: "text", text },
                { type: "image_url", image_url: { url: text } },
              ]
            : text,
        })),
      };
      const listed = templates.inspect(content).variables.map(({ name }) => name);
      for (const name of new Set([...listed, ...list.flatMap(([{ names: all }]) => all), "other"])) {
        const before = templates.render(content, null, {}, { mode: "lenient" });
        const after = templates.render(content, null, entries([[name, "\u0001"]]), { mode: "lenient" });
        const isFilled = JSON.stringify(before) !== JSON.stringify(after);
        expect([name, isFilled]).toEqual([name, listed.includes(name)]);
      }
    }),
    { numRuns: 150 },
  );
});

describe("rendering reaches nothing but the given variables", () => {
  const hostile = fc.constantFrom(
    "constructor",
    "__proto__",
    "toString",
    "hasOwnProperty",
    "a.constructor",
    "a.__proto__",
    "a.constructor.name",
    "a.length",
    "list.length",
    "list.map",
    "list.0.constructor",
    "prototype",
  );

  test("not what objects inherit", () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), syntaxes, (all, syntax) => {
        const content = contentOf(all.map((name) => placeholder(syntax, name)).join(" "), syntax);
        const given = { a: { x: 1 }, list: [{ x: 1 }] };
        const error = (() => {
          try {
            textOf(content, given);
          } catch (thrown) {
            return thrown;
          }
          return null;
        })();
        expect(error).toMatchObject({ code: "variables-mismatch", details: { missing: [...new Set(all)] } });
        const written = all.map((name) => (syntax === "jinja" ? "" : placeholder(syntax, name))).join(" ");
        expect(textOf(content, given, "lenient")).toBe(written);
      }),
    );
  });

  test("no getters, and of proxies no more than own values", () => {
    fc.assert(
      fc.property(fc.uniqueArray(names, { minLength: 1, maxLength: 4 }), syntaxes, (all, syntax) => {
        const content = contentOf(all.map((name) => placeholder(syntax, name)).join(" "), syntax);
        const called: string[] = [];
        const trap = (what: string) => (): never => {
          called.push(what);
          throw new Error(what);
        };
        const getters = {};
        for (const name of all)
          Object.defineProperty(getters, name, { enumerable: true, get: trap("getter") });
        expect(() => textOf(content, getters)).toThrow(expect.objectContaining({ code: "template-invalid" }));
        const handler = { get: trap("get"), has: trap("has"), set: trap("set"), apply: trap("apply") };
        const values = entries(all.map((name) => [name, new Proxy({ x: ["y"] }, handler)]));
        textOf(content, new Proxy(values, handler));
        expect(called).toEqual([]);
      }),
    );
  });

  test("and changes nothing of them", () => {
    const values = fc.dictionary(names, fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(texts, values, ({ syntax, text }, given) => {
        const before = JSON.stringify(given);
        isRefused(() => textOf(contentOf(text, syntax), given as JsonObject, "lenient"));
        expect(JSON.stringify(given)).toBe(before);
        expect(({} as { readonly x?: unknown }).x).toBeUndefined();
      }),
    );
  });
});
