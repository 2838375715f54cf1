import { describe, expect, test } from "vitest";
import { rendered } from "./rendered.ts";

describe("the subset of Prompty", () => {
  test.each([
    ["Dear {{ who }},", { who: "Ada" }, "Dear Ada,"],
    ["{{ given }} {{ family }}, {{ born }}", { given: "Ada", family: "King", born: 1815 }, "Ada King, 1815"],
    ["{% if member %}Come in{% else %}Wait{% endif %}", { member: true }, "Come in"],
    ["{% if member %}Come in{% else %}Wait{% endif %}", { member: false }, "Wait"],
    ["{% if n == 1 %}one{% elif n == 2 %}two{% else %}more{% endif %}", { n: 2 }, "two"],
    ["Buy: {% for thing in list %}{{ thing }};{% endfor %}", { list: ["tea", "milk"] }, "Buy: tea;milk;"],
    ["{% for x in list %}{{ x }}{% else %}nothing{% endfor %}", { list: [] }, "nothing"],
    [
      "{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}",
      { l: ["a", "b"] },
      "10truefalse2 21falsetrue2 ",
    ],
    ["{{ u.name }} <{{ u.mail | lower }}>", { u: { name: "Ada", mail: "A@B.C" } }, "Ada <a@b.c>"],
    ["Dear {{ who }}{{ who | upper }}.", {}, "Dear ."],
    ["{{ html }}{# note #}", { html: "<i>&</i>" }, "<i>&</i>"],
    ["a\n  b\n\tc{# note #}\n", {}, "a\n  b\n\tc\n"],
    ["system:\nBe kind.\n\nuser:\n{{ q | trim }}", { q: " Why? " }, "system:\nBe kind.\n\nuser:\nWhy?"],
    ["{{ w | upper }}{{ w | lower }}", { w: "Ab" }, "ABab"],
    ["[{{ w | trim }}]", { w: "  a b\n" }, "[a b]"],
    ["{{ l | join(' and ') }}|{{ l | join }}", { l: ["a", 1, true] }, "a and 1 and true|a1true"],
    ["{{ l | length }}{{ w | length }}{{ none_given | length }}", { l: [1, 2], w: "abc" }, "230"],
    [
      "{{ w | default('friend') }}{{ e | default('x', true) }}{{ f | default('y') }}",
      { e: "", f: "" },
      "friendx",
    ],
    ["x{# a {{ b }} {% if %} #}y", {}, "xy"],
    ["a {%- if true %} b {% endif -%} c", {}, "a b c"],
  ])("%j", (text, values, expected) => {
    expect(rendered(text, values)).toBe(expected);
  });
});

describe("the filters of Respan", () => {
  test.each([
    ["{{ 'aN oLD-tale' | title }}{{ 'aB' | capitalize }}", "An Old-TaleAb"],
    ["{{ [1,2,3] | reverse | join }}{{ 'abc' | reverse }}", "321cba"],
    ["{{ [3,1,2] | first }}{{ [] | first }}{{ 'ab' | first }}", "3a"],
    ["{{ ['b','A','c'] | sort | join }}{{ [1,3,2] | sort(reverse=true) | join }}", "Abc321"],
    [
      "{{ 2.5 | round }} {{ 2.567 | round(2) }} {{ 7 | round }} {{ 2.1 | round(method='ceil') }}",
      "2.0 2.57 7.0 3.0",
    ],
    ["{{ -3 | abs }} {{ (-3) | abs }} {{ -1.5 | abs }}", "3 3 1.5"],
  ])("%j", (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });
});

describe("beyond the subset", () => {
  test.each([
    [
      "{% set x = 2 %}{{ x * 3 + 1 }} {{ 7 // 2 }} {{ 7 / 2 }} {{ 2 ** 3 }} {{ -7 % 3 }} {{ 'ab' * 2 }}",
      "7 3 3.5 8 2 abab",
    ],
    ["{% set x %}a{{ 1 }}{% endset %}{{ x }}{% filter upper %}b{{ x }}{% endfilter %}", "a1BA1"],
    [
      "{% macro hi(who, mark='!') %}Hi {{ who }}{{ mark }}{% endmacro %}{{ hi('a') }}{{ hi('b', mark='?') }}",
      "Hi a!Hi b?",
    ],
    [
      "{% set n = namespace(sum=0) %}{% for i in range(1, 4) %}{% set n.sum = n.sum + i %}{% endfor %}{{ n.sum }}",
      "6",
    ],
    ["{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "a1b2"],
    ["{% for c in 'ab' %}{{ c }}.{% endfor %}{% for c in missing %}x{% endfor %}", "a.b."],
    ["{% for i in range(9) if i is odd %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}", "13"],
    [
      "{{ 'a' in ['a'] }}{{ 'b' not in 'abc' }}{{ [1, {'a': 2}] == [1, {'a': 2}] }}{{ 'a' < 'b' }}",
      "truefalsetruetrue",
    ],
    [
      "{{ 'a,b'.split(',') | join('+') }}{{ 'Ab'.upper() }}{{ 'ab'.startswith('a') }}{{ {'a': 1}.get('a') }}",
      "a+bABtrue1",
    ],
    ["{{ 'abc'[1] }}{{ 'abc'[1:] }}{{ [1, 2, 3][-1] }}{{ [1, 2, 3][::2] }}", "bbc3[1,3]"],
    ['{% raw %}{{ x }} {% if %}{% endraw %}{{ "}} \\" \\u0041 \\d" }}', '{{ x }} {% if %}}} " A \\d'],
    [
      "{{ [1, none, 'a', 2.0] }}{{ {'a': {'b': []}} | tojson }}{{ [{'n': 1}] | map(attribute='n') | join }}",
      '[1,null,"a",2.0]{"a": {"b": []}}1',
    ],
    [
      "{{ 'a\nb' | indent(2) }}{{ 'aaa' | replace('a', 'b', 2) }}{{ ['a', 'A', 'b'] | unique | join }}",
      "a\n  bbbaab",
    ],
  ])("%j", (text, expected) => {
    expect(rendered(text)).toBe(expected);
  });

  test("a value named like a function is a variable where it is not called", () => {
    const text = "{{ range }}{{ namespace | upper }}{% for i in range(2) %}{{ namespace }}{% endfor %}";
    expect(rendered(text, { range: "r", namespace: "n" })).toBe("rNnn");
  });
});

test.each([
  ["{{ a + 1 }}", "+ is not possible with a missing value and a number"],
  ["{{ 1 < 'a' }}", "a number and a string have no order; compare two numbers or two texts"],
  ["{{ 1 / 0 }}", "/ by zero is not possible"],
  ["{% for x in 5 %}{% endfor %}", "a number is not a list"],
  ["{{ 'a'.format(1) }}", "a string has no method format"],
  ["{% macro m() %}{% endmacro %}{{ m }}", "a function has no text; call it with ()"],
  ["{{ 'a' | upper(1) }}", "upper takes at most 0 arguments"],
  ["{{ [1] | join(sep=',') }}", "join has no argument sep"],
])("%j is refused when it is rendered: %s", (text, reason) => {
  expect(() => rendered(text)).toThrow(reason);
});
