import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiled, rendered } from "./rendered.ts";

/** The names in one line, optional ones with a question mark. */
function shown(text: string): string {
  const { names, optional = [] } = compiled(text);
  return names.map((name) => (optional.includes(name) ? `${name}?` : name)).join(" ");
}

describe("the names that a template asks for", () => {
  test.each([
    ["{{ a }}{{ b.c | upper }}{{ a }}", "a b.c"],
    ["{% for x in xs %}{{ x.y }}{{ loop.index }}{{ z }}{% endfor %}{{ x }}{{ loop }}", "xs z x loop"],
    ["{% for k, v in m.items() if v > least %}{{ k }}{{ v }}{% endfor %}", "m least"],
    ["{% set s = a %}{{ s }}{% set t %}{{ b }}{% endset %}{{ t }}", "a b"],
    ["{{ s }}{% set s = 1 %}{{ s }}", "s"],
    ["{% if a == 1 %}{% set s = 1 %}{% endif %}{{ s }}", "a s"],
    ["{% if a == 1 %}{% set s = 1 %}{% else %}{% set s = 2 %}{% endif %}{{ s }}", "a"],
    ["{% for x in xs %}{% set s = 1 %}{% endfor %}{{ s }}", "xs s"],
    ["{% macro m(p, q=d) %}{{ p }}{{ q }}{{ g }}{% endmacro %}{{ m(a) }}{{ p }}", "d g a p"],
    ["{# {{ c }} #}{% raw %}{{ r }}{% endraw %}{{ 'x {{ y }}' }}{{ true }}{{ none }}", ""],
    [
      "{{ l[0].name }}{{ l[i] }}{{ o['key'] }}{{ o['a key'] }}{{ f.g.upper() }}{{ r[1:n] }}",
      "l i o.key o f.g r n",
    ],
    ["{{ gro\u0308sse | upper }}", "gr\u00f6sse"],
    ["{{ range }}{{ range(n) }}{{ a.range }}", "range n a.range"],
  ])("%j: %s", (text, names) => {
    expect(shown(text)).toBe(names);
  });

  test.each([
    ["{{ a | default('x') }}{{ b is defined }}{{ c or 'y' }}", "a? b? c?"],
    ["{% if a %}{{ a }}{{ a.b }}{% endif %}{% if not c %}x{% else %}{{ c }}{% endif %}", "a? a.b? c?"],
    ["{% if a and b %}{{ a }}{{ b }}{% elif d is defined %}{{ d }}{% endif %}", "a? b? d?"],
    ["{{ a.b if a else c }}", "a? a.b? c"],
    ["{% if a %}x{% endif %}{{ a }}", "a"],
    ["{% if a == 'x' %}{{ b }}{% endif %}", "a b"],
    ["{% if a or b %}{{ a }}{% endif %}", "a b?"],
  ])("of which those are optional that it asks for a value first: %j: %s", (text, names) => {
    expect(shown(text)).toBe(names);
  });
});

const NAMES = ["a", "b", "c", "d"];
const name = fc.constantFrom(...NAMES);
const { template } = fc.letrec<{ template: string; part: string }>((tie) => ({
  template: fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
  part: fc.oneof(
    { depthSize: "small" },
    name.map((one) => `{{ ${one} | upper }}`),
    fc
      .tuple(name, tie("template"), tie("template"))
      .map(([one, then, not]) => `{% if ${one} %}${then}{% else %}${not}{% endif %}`),
    fc
      .tuple(name, name, tie("template"))
      .map(([one, list, body]) => `{% for ${one} in ${list} %}${body}{% endfor %}`),
    fc.tuple(name, name).map(([one, other]) => `{% set ${one} = ${other} ~ "s" %}`),
    fc
      .tuple(name, tie("template"))
      .map(([one, body]) => `{% macro m(${one}) %}${body}{% endmacro %}{{ m("yz") }}`),
    name.map((one) => `{# {{ ${one} }} #}{% raw %}{{ ${one} }}{% endraw %}`),
  ),
}));
const value = fc.oneof(fc.constantFrom("", "x"), fc.array(fc.constantFrom("y", "z"), { maxLength: 2 }));

/** The output of a template, or why it is refused: nested loops may need more turns than there may be. */
function outcome(text: string, values: Parameters<typeof rendered>[1]): string {
  try {
    return rendered(text, values);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

test("are all whose change can change the output", () => {
  const values = fc.record({ a: value, b: value, c: value, d: value });
  fc.assert(
    fc.property(template, values, values, (text, one, other) => {
      const { names } = compiled(text);
      const mixed = Object.fromEntries(
        NAMES.map((key) => [key, (names.includes(key) ? one : other)[key as "a"]]),
      );
      expect(outcome(text, mixed)).toBe(outcome(text, one));
    }),
    { numRuns: 300 },
  );
});

test("are only those whose change can change the output, where no condition hides them", () => {
  const straight = fc.array(
    fc.oneof(
      name.map((one) => `{{ ${one} | upper }}`),
      fc.tuple(name, name).map(([one, other]) => `{% set ${one} = ${other} ~ "s" %}{{ ${one} }}`),
      name.map((one) => `{# {{ ${one} }} #}`),
      name.map((one) => `{% for ${one} in [1, 2] %}{{ ${one} }}{% endfor %}`),
    ),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(straight, (parts) => {
      const text = parts.join("");
      const base = { a: "p", b: "q", c: "r", d: "s" };
      for (const key of compiled(text).names)
        expect(rendered(text, { ...base, [key]: "other" })).not.toBe(rendered(text, base));
    }),
  );
});
