import fc from "fast-check";
import { expect, test } from "vitest";
import { jinjaRenderer } from "../src/jinja-renderer.ts";
import { flawOf } from "./rendered.ts";

test.each([
  ["a {% if x %}b", "{% if", "this block is not closed; close it with {% endif %}"],
  ["{% for x in y %}\n{% endif %}", "{% endif", "endif does not close the block for"],
  ["{% endfor %}", "{% endfor", "endfor does not close any block"],
  ["{% if a %}{% else %}{% elif b %}{% endif %}", "{% elif", "elif comes after else"],
  ["x{% include 'y' %}", "{% include", "the tag include is not supported"],
  ["{% break %}", "{% break", "break is only possible in a loop"],
  ["a\n{{ b", "{{ b", "this tag is not closed; close it with }}"],
  ["{# a", "{# a", "this comment is not closed; close it with #}"],
  ["{% raw %} {{ x }}", "{% raw", "this block is not closed; close it with {% endraw %}"],
  ["{{ a | upper }}{{ 'b }}", "'b", "this text is not closed; close it with '"],
  ["{{ a | shout }}", "shout", "there is no filter shout; there are abs, "],
  ["{% filter shout %}{% endfilter %}", "shout", "there is no filter shout"],
  ["{{ a is not odder }}", "odder", "there is no test odder; there are boolean, "],
  ["{{ now() }}", "now", "there is no function now; there are namespace, range"],
  ["{{ raise_exception('x') }}", "raise_exception", "there is no function raise_exception"],
  ["{{ a b }}", "b }}", "b is not possible here"],
  ["{{ a + }}", "}}", "this ends too early"],
  ["{% for x y %}{% endfor %}", "y %}", "y is not possible here"],
  [
    "{{ m(a=1, 2) }}{% macro m(a, b) %}{% endmacro %}",
    ") }}",
    "Positional arguments must come before keyword arguments",
  ],
  ["{{ a ? }}", "? }}", "Jinja has no sign ?"],
])("%j is refused with the place %j: %s", (text, place, reason) => {
  const flaw = flawOf(text);
  expect(text.slice(flaw.offset).startsWith(place)).toBe(true);
  expect(flaw.reason).toContain(reason);
});

test("no text makes the compiler throw, and each flaw has its place in the text", () => {
  const words = fc.constantFrom(
    ..."{{ }} {% %} {# #} {%- -%} if else elif endif for in endfor set endset macro endmacro raw endraw call endcall a b . , ( ) [ ] { } | ~ + - * ** / = == not and or is : ' \" \\ 1 2.5 upper".split(
      " ",
    ),
    " ",
    "\n",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
      const text = parts.join(" ");
      const template = jinjaRenderer().compile(text);
      if (template.status === "compiled") return;
      expect(template.offset).toBeGreaterThanOrEqual(0);
      expect(template.offset).toBeLessThanOrEqual(text.length);
      expect(template.reason).not.toMatch(/token|cannot read|not a function/iu);
    }),
    { numRuns: 1000 },
  );
});

// A pattern that looks for an end from each beginning takes minutes for these: the test would end by its time limit.
test.each([
  "{{",
  "{%",
  "{#",
  " ",
  "{% if a %}",
  "{{ a | upper }}",
  "{{ 'a'",
  "{% raw %}",
  "{% generation %}",
  "{{ [",
  "{%  ",
  "\\",
  '{{ "\\',
])("300 kB of %j are compiled or refused in one pass", (unit) => {
  const text = `{% if a %}b{% endif %}${unit.repeat(300_000 / unit.length)}`;
  expect(jinjaRenderer().compile(text).status).toMatch(/compiled|invalid/u);
});
